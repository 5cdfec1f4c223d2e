using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts random amounts off each side.</summary>
[TypeName("albumentations.RandomCropFromBorders")]
public sealed class RandomCropFromBorders : MovingAlbumentation<(long Left, long Top, long Right, long Bottom)>
{
    private readonly (double Left, double Right, double Top, double Bottom) most;

    /// <summary>Creates the operation.</summary>
    /// <param name="cropLeft">Greatest share of the width that is cut off at the left, 0 to 1.</param>
    /// <param name="cropRight">The same at the right.</param>
    /// <param name="cropTop">The same of the height at the top.</param>
    /// <param name="cropBottom">The same at the bottom.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomCropFromBorders(double cropLeft = 0.1, double cropRight = 0.1, double cropTop = 0.1, double cropBottom = 0.1, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p) => most = (
            Ranges.Between(cropLeft, "crop_left", 0, 1), Ranges.Between(cropRight, "crop_right", 0, 1), Ranges.Between(cropTop, "crop_top", 0, 1), Ranges.Between(cropBottom, "crop_bottom", 0, 1));

    /// <summary>Draws the region that is left.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top, long Right, long Bottom) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (width, height) = ((int)scene.Width, (int)scene.Height);
        var left = random.Whole(0, Math.Min(width - 1, (int)(most.Left * width)));
        var right = random.Whole(Math.Max(left + 1, (int)((1 - most.Right) * width)), width);
        var top = random.Whole(0, Math.Min(height - 1, (int)(most.Top * height)));
        return (left, top, right, random.Whole(Math.Max(top + 1, (int)((1 - most.Bottom) * height)), height));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top, long Right, long Bottom) draw) => Moves.Crop(scene, draw.Left, draw.Top, draw.Bottom - draw.Top, draw.Right - draw.Left);
}
