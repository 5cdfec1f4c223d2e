using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Resizes by a random factor.</summary>
[TypeName("albumentations.RandomScale")]
public sealed class RandomScale : MovingAlbumentation<double>
{
    private readonly RealRange factor;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="scaleLimit">Least and greatest difference of the factor from 1, above -1; or x for -x to x; 0.1 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomScale(object? scaleLimit = null, object? interpolation = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        factor = Ranges.Real(scaleLimit ?? 0.1, "scale_limit", bias: 1, least: 1e-3, most: 1e3);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <inheritdoc/>
    public override double DrawParameters(Scene scene, TransformRandom random) => factor.Draw(random);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, double draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Resize(scene.Height, scene.Width, Math.Max(1, (long)(scene.Height * draw)), Math.Max(1, (long)(scene.Width * draw)), interpolation);
    }
}
