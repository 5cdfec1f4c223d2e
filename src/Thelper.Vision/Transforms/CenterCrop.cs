using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Cuts out the centre; what lies outside the image is 0.</summary>
[TypeName("torchvision.transforms.CenterCrop", "torchvision.transforms.transforms.CenterCrop")]
public sealed class CenterCrop : TorchvisionOperation
{
    private readonly (int Height, int Width) size;

    /// <summary>Creates the operation.</summary>
    /// <param name="size">Height and width, or one number for both.</param>
    public CenterCrop([ConfigValue(Holds = [typeof(long), typeof(List<long>)], Example = "[224, 224]")] object? size) => this.size = Size(size, "size");

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) =>
        OnPlanes(image, planes => torchvision.transforms.functional.center_crop(planes, size.Height, size.Width));

    /// <inheritdoc/>
    protected override string Arguments() => $"size={TransformArguments.Tuple((long)size.Height, (long)size.Width)}";
}
