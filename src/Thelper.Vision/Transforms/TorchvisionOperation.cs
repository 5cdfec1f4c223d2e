using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>An operation of torchvision 0.14 on one image.</summary>
/// <remarks>
/// An array H×W or H×W×C of bytes is what torchvision calls a PIL image, and is treated as one; its first channel counts as red. An array
/// C×H×W of numbers, as <see cref="ToTensor"/> makes it, is what it calls a tensor. Numbers H×W×C, which torchvision refuses, are treated as
/// a tensor whose axes were moved. Where both readings fit, bytes are H×W×C and numbers C×H×W. Sizes are (height, width).
/// </remarks>
public abstract class TorchvisionOperation : Operation
{
    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({Arguments()})";

    /// <inheritdoc/>
    protected sealed override torch.Tensor Apply(torch.Tensor image, TransformRandom random) =>
        TorchvisionImage.Change(image, input => Change(input, random), ToPlanes);

    /// <summary>Changes an image.</summary>
    /// <param name="image">H×W×C: bytes or real numbers; not always contiguous.</param>
    /// <param name="random">What chance decides.</param>
    /// <returns>H×W×C, or the same object if nothing changes.</returns>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    protected abstract torch.Tensor Change(torch.Tensor image, TransformRandom random);

    /// <summary>Whether the result is C×H×W; by default as the input was.</summary>
    /// <param name="planar">Whether the input was.</param>
    protected virtual bool ToPlanes(bool planar) => planar;
}
