using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Keeps an array as it is, or reverses the order of its last axis. Images are tensors here, so nothing is converted.</summary>
[TypeName("thelper.transforms.operations.ToNumpy", "thelper.transforms.ToNumpy")]
public sealed class ToNumpy(bool reorderBgr = false) : Operation
{
    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) =>
        reorderBgr ? aten.flip(image, [image.ndim - 1]) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"reorder_bgr={TransformArguments.Text(reorderBgr)}";
}
