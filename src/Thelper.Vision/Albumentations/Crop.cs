using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a given region.</summary>
[TypeName("albumentations.Crop")]
public sealed class Crop : MovingAlbumentation<bool>
{
    private readonly (int Left, int Top, int Right, int Bottom) region;

    /// <summary>Creates the operation.</summary>
    /// <param name="xMin">First column.</param>
    /// <param name="yMin">First row.</param>
    /// <param name="xMax">First column after the region.</param>
    /// <param name="yMax">First row after the region.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Crop(int xMin = 0, int yMin = 0, int xMax = 1024, int yMax = 1024, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p) =>
        region = (Ranges.Between(xMin, "x_min", 0), Ranges.Between(yMin, "y_min", 0), Ranges.Between(xMax, "x_max", xMin + 1), Ranges.Between(yMax, "y_max", yMin + 1));

    /// <summary>Chance decides nothing.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override bool DrawParameters(Scene scene, TransformRandom random) => true;

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, bool draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return region.Right <= scene.Width && region.Bottom <= scene.Height
            ? Moves.Crop(scene, region.Left, region.Top, region.Bottom - region.Top, region.Right - region.Left)
            : throw new UserErrorException($"the region reaches to column {region.Right} and row {region.Bottom}, the image is {scene.Width} wide and {scene.Height} high");
    }
}
