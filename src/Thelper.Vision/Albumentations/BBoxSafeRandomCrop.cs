using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a random region that holds all boxes; of an image without boxes one of its own shape.</summary>
[TypeName("albumentations.BBoxSafeRandomCrop")]
public sealed class BBoxSafeRandomCrop : MovingAlbumentation<(long Left, long Top, long Height, long Width)>
{
    private readonly double erosion;

    /// <summary>Creates the operation.</summary>
    /// <param name="erosionRate">How much of each box may be lost, as a share of its width and height, 0 to 1; without boxes, how much of the height.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public BBoxSafeRandomCrop(double erosionRate = 0.0, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p) => erosion = Ranges.Between(erosionRate, "erosion_rate", 0, 1);

    /// <summary>Draws the region.</summary>
    /// <param name="scene">The image's size and its boxes.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top, long Height, long Width) DrawParameters(Scene scene, TransformRandom random) => Region(scene, random, erosion);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top, long Height, long Width) draw) => Moves.Crop(scene, draw.Left, draw.Top, draw.Height, draw.Width);

    internal static (long Left, long Top, long Height, long Width) Region(Scene scene, TransformRandom random, double erosion)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (scene.Boxes.Count == 0)
        {
            var least = Math.Max(1, (int)(scene.Height * (1 - erosion)));
            var height = least >= scene.Height ? scene.Height : random.Whole(least, (int)scene.Height);
            var width = Math.Max(1, height * scene.Width / scene.Height);
            return ((long)((scene.Width - width + 1) * random.NextDouble()), (long)((scene.Height - height + 1) * random.NextDouble()), height, width);
        }

        // What bounds the boxes, each of which may lose its share at every side.
        var (left, top, right, bottom) = (
            scene.Boxes.Min(box => box.Left + (erosion * box.Width)), scene.Boxes.Min(box => box.Top + (erosion * box.Height)),
            scene.Boxes.Max(box => box.Right - (erosion * box.Width)), scene.Boxes.Max(box => box.Bottom - (erosion * box.Height)));
        if (right <= left || bottom <= top)
        {
            (left, right, top, bottom) = (Math.Min(left, right), Math.Max(left, right), Math.Min(top, bottom), Math.Max(top, bottom));
        }

        var x = Math.Clamp((long)Math.Floor(left * random.NextDouble()), 0, scene.Width - 1);
        var y = Math.Clamp((long)Math.Floor(top * random.NextDouble()), 0, scene.Height - 1);
        var endX = Math.Clamp((long)Math.Ceiling(right + ((scene.Width - right) * random.NextDouble())), x + 1, scene.Width);
        var endY = Math.Clamp((long)Math.Ceiling(bottom + ((scene.Height - bottom) * random.NextDouble())), y + 1, scene.Height);
        return (x, y, endY - y, endX - x);
    }
}
