using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Cuts a part out of an image at a random place and gives it the image's size.</summary>
[TypeName("Augmentor.zoom_random")]
public sealed class ZoomRandom : MovingStep<(long Left, long Top, long Height, long Width)>
{
    private readonly ShareCrop crop;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="percentageArea">Share of each side that is cut out, 0.1 or more and below 1.</param>
    /// <param name="randomisePercentageArea">Whether the share is drawn from 0.1 to that one.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c>, <c>ANTIALIAS</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public ZoomRandom(double probability, double percentageArea, bool randomisePercentageArea = false, string resampleFilter = "BICUBIC")
        : base(probability) => (crop, filter) = (new ShareCrop(percentageArea, randomisePercentageArea), AugmentorArguments.Filter(resampleFilter, resizes: true));

    /// <summary>Draws the part.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top, long Height, long Width) DrawParameters(Scene scene, TransformRandom random) => crop.Draw(scene, random, centre: false);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top, long Height, long Width) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var cut = Warps.Crop(scene.Height, scene.Width, draw.Left, draw.Top, draw.Height, draw.Width);
        return new ChainWarp([cut, Transforms.Resize.WarpOf(new Scene(draw.Height, draw.Width), scene.Height, scene.Width, filter)]);
    }
}
