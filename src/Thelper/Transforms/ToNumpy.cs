using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Keeps an array as it is, or reverses the order of its last axis. Images are tensors here, so nothing is converted.</summary>
/// <param name="reorderBgr">Whether the order of the last axis is reversed.</param>
[TypeName("thelper.transforms.operations.ToNumpy", "thelper.transforms.ToNumpy")]
public sealed class ToNumpy(bool reorderBgr = false) : Operation
{
    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <summary>Whether the order of channels is reversed.</summary>
    internal bool Reorders => reorderBgr;

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) =>
        !reorderBgr ? image
        : image.shape is not [_, _, var channels] || channels > 512 || !TransformArguments.IsImageType(image.dtype) ? aten.flip(image, [image.ndim - 1])
        : channels == 3 && (image.dtype is torch.ScalarType.Byte or torch.ScalarType.Float32) ? ImageOps.ConvertColor(image, ColorConversion.BgrToRgb)
        : ImageOps.SelectChannels(image, [.. Enumerable.Range(1, (int)channels).Select(i => (int)channels - i)]);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => throw new UserErrorException("cannot be inverted, as the kind of the original data is unknown");

    /// <inheritdoc/>
    protected override string Arguments() => $"reorder_bgr={TransformArguments.Text(reorderBgr)}";
}
