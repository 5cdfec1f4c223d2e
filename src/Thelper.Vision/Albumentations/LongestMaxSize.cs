using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Resizes so that the longer side has a given length; the shape stays.</summary>
[TypeName("albumentations.LongestMaxSize")]
public sealed class LongestMaxSize : MovingAlbumentation<int>
{
    private readonly int[] sizes;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxSize">The length, or a list to draw from; 1024 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public LongestMaxSize(object? maxSize = null, object? interpolation = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        sizes = Lengths(maxSize);
        Interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <summary>The lengths that are drawn from; where it is one, nothing is drawn.</summary>
    public IReadOnlyList<int> MaxSizes => sizes;

    /// <summary>How pixels are made of their neighbours.</summary>
    public Interpolation Interpolation { get; }

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
        return Scaled(scene, draw / (double)Math.Max(scene.Height, scene.Width), Interpolation);
    }

    internal static int[] Lengths(object? value) => [.. TransformArguments.Numbers(value ?? 1024L, "max_size").Select(length => double.IsInteger(length) && length is >= 1 and <= 65536
        ? (int)length
        : throw new UserErrorException($"'max_size' must be an integer from 1 to 65536, or a list of them, got {PythonRepr.Of(value)}"))];

    internal static Warp Scaled(Scene scene, double factor, Interpolation interpolation)
    {
        long Length(long side) => Math.Max(1, (long)Math.Round(side * factor));
        return (Length(scene.Height), Length(scene.Width)) == (scene.Height, scene.Width)
            ? Warps.Same(scene.Height, scene.Width)
            : Warps.Resize(scene.Height, scene.Width, Length(scene.Height), Length(scene.Width), interpolation);
    }
}
