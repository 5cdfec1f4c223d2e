using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a region of a given size at a random place.</summary>
[TypeName("albumentations.RandomCrop")]
public sealed class RandomCrop : MovingAlbumentation<(double X, double Y)>
{
    private readonly (int Height, int Width) size;

    /// <summary>Creates the operation.</summary>
    /// <param name="height">Height of the crop.</param>
    /// <param name="width">Width of the crop.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomCrop(int height, int width, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p) => size = (Moves.Side(height, "height"), Moves.Side(width, "width"));

    /// <summary>Draws the place, as shares of the room that there is.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (double X, double Y) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return (random.NextDouble(), random.NextDouble());
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (double X, double Y) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Moves.Crop(scene, (long)((scene.Width - size.Width + 1) * draw.X), (long)((scene.Height - size.Height + 1) * draw.Y), size.Height, size.Width);
    }
}
