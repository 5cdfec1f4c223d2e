using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Turns an image by a random number of right angles, counter-clockwise.</summary>
[TypeName("albumentations.RandomRotate90")]
public sealed class RandomRotate90 : MovingAlbumentation<int>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomRotate90(bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
    }

    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <summary>Draws the number, 0 to 3.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override int DrawParameters(Scene scene, TransformRandom random) => random.NextInt(4);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, int draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Turn(scene.Height, scene.Width, draw);
    }
}
