using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Resizes so that the shorter side has a given length; the shape stays.</summary>
[TypeName("albumentations.SmallestMaxSize")]
public sealed class SmallestMaxSize : MovingAlbumentation<int>
{
    private readonly int[] sizes;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxSize">The length, or a list to draw from; 1024 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public SmallestMaxSize(object? maxSize = null, object? interpolation = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        sizes = LongestMaxSize.Lengths(maxSize);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <inheritdoc/>
    public override int DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return sizes[random.NextInt(sizes.Length)];
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, int draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return LongestMaxSize.Scaled(scene, draw / (double)Math.Min(scene.Height, scene.Width), interpolation);
    }
}
