using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a random region that holds all boxes, and resizes it.</summary>
[TypeName("albumentations.RandomSizedBBoxSafeCrop")]
public sealed class RandomSizedBBoxSafeCrop : MovingAlbumentation<(long Left, long Top, long Height, long Width)>
{
    private readonly (int Height, int Width) size;
    private readonly double erosion;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="height">Height of the result.</param>
    /// <param name="width">Width of the result.</param>
    /// <param name="erosionRate">As for <see cref="BBoxSafeRandomCrop"/>.</param>
    /// <param name="interpolation">How it is resized; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomSizedBBoxSafeCrop(int height, int width, double erosionRate = 0.0, object? interpolation = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        size = (Moves.Side(height, "height"), Moves.Side(width, "width"));
        erosion = Ranges.Between(erosionRate, "erosion_rate", 0, 1);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <summary>Draws the region.</summary>
    /// <param name="scene">The image's size and its boxes.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top, long Height, long Width) DrawParameters(Scene scene, TransformRandom random) => BBoxSafeRandomCrop.Region(scene, random, erosion);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top, long Height, long Width) draw) => Moves.CropAndResize(scene, draw, size.Height, size.Width, interpolation);
}
