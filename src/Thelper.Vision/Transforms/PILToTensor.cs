using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Turns an image H×W×C of bytes into an array C×H×W of bytes.</summary>
[TypeName("torchvision.transforms.PILToTensor", "torchvision.transforms.transforms.PILToTensor")]
public sealed class PILToTensor : TorchvisionOperation
{
    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => image.alias();

    /// <inheritdoc/>
    protected override bool ToPlanes(bool planar) => true;
}
