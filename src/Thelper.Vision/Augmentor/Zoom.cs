using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Makes an image larger, or smaller, by a random factor and keeps its size: the middle is cut out, or surrounded by black.</summary>
[TypeName("Augmentor.zoom")]
public sealed class Zoom : MovingStep<double>
{
    private readonly (double Low, double High) factors;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="minFactor">Least factor, above 0.</param>
    /// <param name="maxFactor">Greatest factor.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c>, <c>ANTIALIAS</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public Zoom(double probability, double minFactor, double maxFactor, string resampleFilter = "BICUBIC")
        : base(probability)
    {
        factors = AugmentorArguments.Factors(minFactor, maxFactor);
        filter = minFactor > 0 ? AugmentorArguments.Filter(resampleFilter, resizes: true) : throw new UserErrorException($"'min_factor' must be above 0, got {PythonRepr.Of(minFactor)}");
    }

    /// <summary>Draws the factor, in hundredths.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override double DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Math.Max(0.01, Math.Round(random.Uniform(factors.Low, factors.High), 2));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, double draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (height, width) = (Math.Max(1, (long)Math.Round(scene.Height * draw)), Math.Max(1, (long)Math.Round(scene.Width * draw)));
        var (left, top) = ((long)Math.Floor((width / 2.0) - (scene.Width / 2.0)), (long)Math.Floor((height / 2.0) - (scene.Height / 2.0)));
        return new ChainWarp([Transforms.Resize.WarpOf(scene, height, width, filter), Warps.Crop(height, width, left, top, scene.Height, scene.Width)]);
    }
}
