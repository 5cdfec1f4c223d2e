using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>An operation of torchvision 0.14 that moves pixels; it takes images as <see cref="TorchvisionOperation"/> does.</summary>
public abstract class TorchvisionSpatialOperation : SpatialOperation
{
    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({Arguments()})";

    /// <inheritdoc/>
    protected sealed override torch.Tensor MoveImage(Warp warp, torch.Tensor image) => TorchvisionImage.Change(image, warp.Image);

    /// <inheritdoc/>
    protected sealed override Scene SizeOf(torch.Tensor image) => TorchvisionImage.SceneOf(image);
}
