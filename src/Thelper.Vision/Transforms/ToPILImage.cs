using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Turns an array C×H×W of real numbers from 0 to 1 into an image H×W×C of bytes; bytes H×W×C stay as they are.</summary>
[TypeName("torchvision.transforms.ToPILImage", "torchvision.transforms.transforms.ToPILImage")]
public sealed class ToPILImage : TorchvisionOperation
{
    /// <summary>Creates the operation.</summary>
    /// <param name="mode">Accepted for old configurations.</param>
    public ToPILImage(string? mode = null) => _ = mode;

    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) =>
        image.is_floating_point() ? aten.remainder_Scalar(aten.trunc(image * 255), 256).to(torch.ScalarType.Byte) : image;

    /// <inheritdoc/>
    protected override bool ToPlanes(bool planar) => false;
}
