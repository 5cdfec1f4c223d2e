using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Mirrors an image horizontally, vertically or both.</summary>
[TypeName("albumentations.Flip")]
public sealed class Flip : MovingAlbumentation<int>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Flip(bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
    }

    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <summary>Draws the way: -1 both, 0 top and bottom, 1 left and right.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override int DrawParameters(Scene scene, TransformRandom random) => random.Whole(-1, 1);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, int draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Flip(scene.Height, scene.Width, draw != 0, draw != 1);
    }
}
