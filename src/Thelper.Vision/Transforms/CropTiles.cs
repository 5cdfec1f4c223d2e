using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>The four corners and the centre of an image.</summary>
public abstract class CropTiles : TilingOperation
{
    private readonly (int Height, int Width) size;

    private protected CropTiles(object? size) => this.size = TorchvisionArguments.Size(size, "size");

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({Arguments()})";

    /// <inheritdoc/>
    protected sealed override torch.Tensor MoveImage(Warp warp, torch.Tensor image) => TorchvisionImage.Change(image, warp.Image);

    /// <inheritdoc/>
    protected sealed override Scene SizeOf(torch.Tensor image) => TorchvisionImage.SceneOf(image);

    /// <inheritdoc/>
    protected override string Arguments() => $"size={TransformArguments.Tuple((long)size.Height, (long)size.Width)}";

    /// <summary>Upper left, upper right, lower left, lower right, centre.</summary>
    private protected IReadOnlyList<Warp> Five(Scene scene)
    {
        var (height, width) = (scene.Height, scene.Width);
        if (size.Height > height || size.Width > width)
        {
            throw new UserErrorException($"crops of {size.Height} x {size.Width} are larger than the image of {height} x {width}");
        }

        Warp At(long left, long top) => RandomCrop.Cut(height, width, left, top, size.Height, size.Width);
        var (right, bottom) = (width - size.Width, height - size.Height);
        return [At(0, 0), At(right, 0), At(0, bottom), At(right, bottom), CenterCrop.WarpOf(height, width, size.Height, size.Width)];
    }
}
