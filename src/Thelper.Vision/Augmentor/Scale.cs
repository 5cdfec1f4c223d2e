using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Makes an image larger by a factor.</summary>
[TypeName("Augmentor.scale")]
public sealed class Scale : MovingStep<double>
{
    private readonly double factor;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="scaleFactor">The factor, above 1.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c>, <c>ANTIALIAS</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public Scale(double probability, [ConfigValue(Example = "1.5")] double scaleFactor, string resampleFilter = "BICUBIC")
        : base(probability)
    {
        factor = scaleFactor is > 1 and <= 1000 ? scaleFactor : throw new UserErrorException($"'scale_factor' must be above 1 and at most 1000, got {PythonRepr.Of(scaleFactor)}");
        filter = AugmentorArguments.Filter(resampleFilter, resizes: true);
    }

    private protected override bool DrawsParameters => false;

    /// <summary>The factor.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override double DrawParameters(Scene scene, TransformRandom random) => factor;

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, double draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Transforms.Resize.WarpOf(scene, (long)(scene.Height * draw), (long)(scene.Width * draw), filter);
    }
}
