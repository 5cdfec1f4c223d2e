using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out the centre.</summary>
[TypeName("albumentations.CenterCrop")]
public sealed class CenterCrop : MovingAlbumentation<bool>
{
    private readonly (int Height, int Width) size;

    /// <summary>Creates the operation.</summary>
    /// <param name="height">Height of the crop.</param>
    /// <param name="width">Width of the crop.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public CenterCrop(int height, int width, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p) => size = (Moves.Side(height, "height"), Moves.Side(width, "width"));

    /// <summary>Chance decides nothing.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override bool DrawParameters(Scene scene, TransformRandom random) => true;

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, bool draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Moves.Crop(scene, (scene.Width - size.Width) / 2, (scene.Height - size.Height) / 2, size.Height, size.Width);
    }
}
