using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Mirrors an image: left and right change places.</summary>
[TypeName("albumentations.HorizontalFlip")]
public sealed class HorizontalFlip : MovingAlbumentation<bool>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public HorizontalFlip(bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
    }

    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override bool DrawParameters(Scene scene, TransformRandom random) => true;

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, bool draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Flip(scene.Height, scene.Width, horizontal: true, vertical: false);
    }
}
