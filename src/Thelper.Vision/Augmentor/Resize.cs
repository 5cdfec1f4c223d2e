using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Gives an image another size.</summary>
[TypeName("Augmentor.resize")]
public sealed class Resize : MovingStep<(int Height, int Width)>
{
    private readonly (int Height, int Width) size;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="width">New width in pixels, above 1.</param>
    /// <param name="height">New height in pixels, above 1.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c>, <c>ANTIALIAS</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public Resize(double probability, [ConfigValue(Example = "96")] int width, [ConfigValue(Example = "96")] int height, string resampleFilter = "BICUBIC")
        : base(probability) => (size, filter) = ((AugmentorArguments.Side(height, "height"), AugmentorArguments.Side(width, "width")), AugmentorArguments.Filter(resampleFilter, resizes: true));

    private protected override bool DrawsParameters => false;

    /// <summary>The size.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (int Height, int Width) DrawParameters(Scene scene, TransformRandom random) => size;

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (int Height, int Width) draw) => Transforms.Resize.WarpOf(scene, draw.Height, draw.Width, filter);
}
