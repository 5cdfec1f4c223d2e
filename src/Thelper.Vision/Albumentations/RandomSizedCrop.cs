using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a region of random height and a given shape at a random place, and resizes it.</summary>
[TypeName("albumentations.RandomSizedCrop")]
public sealed class RandomSizedCrop : MovingAlbumentation<(int Height, double X, double Y)>
{
    private readonly WholeRange heights;
    private readonly (int Height, int Width) size;
    private readonly double ratio;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="minMaxHeight">Least and greatest height of the region in pixels.</param>
    /// <param name="height">Height of the result.</param>
    /// <param name="width">Width of the result.</param>
    /// <param name="w2hRatio">Width of the region divided by its height, above 0.</param>
    /// <param name="interpolation">How it is resized; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomSizedCrop(object? minMaxHeight, int height, int width, double w2hRatio = 1.0, object? interpolation = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        heights = Ranges.Whole(minMaxHeight, "min_max_height", (int?)TransformArguments.Number(minMaxHeight), least: 1, most: 65536);
        size = (Moves.Side(height, "height"), Moves.Side(width, "width"));
        ratio = Ranges.Between(w2hRatio, "w2h_ratio", 1e-3, 1e3);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <summary>Draws the height, and the place as shares of the room that there is.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (int Height, double X, double Y) DrawParameters(Scene scene, TransformRandom random) => (heights.Draw(random), random.NextDouble(), random.NextDouble());

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (int Height, double X, double Y) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        long width = Math.Max(1, (int)(draw.Height * ratio));
        var (left, top) = ((long)((scene.Width - width + 1) * draw.X), (long)((scene.Height - draw.Height + 1) * draw.Y));
        return Moves.CropAndResize(scene, (left, top, draw.Height, width), size.Height, size.Width, interpolation);
    }
}
