using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Turns an image by a random angle, cuts out the middle in which nothing comes from outside, and gives it the image's size again.</summary>
[TypeName("Augmentor.rotate")]
public sealed class Rotate : MovingStep<int>
{
    private readonly Angles angles;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="maxLeftRotation">Greatest angle counter-clockwise, 0 to 25 degrees.</param>
    /// <param name="maxRightRotation">Greatest angle clockwise, 0 to 25 degrees.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public Rotate(double probability, double maxLeftRotation, double maxRightRotation, string resampleFilter = "BICUBIC")
        : base(probability) => (angles, filter) = (new Angles(maxLeftRotation, maxRightRotation, 25), AugmentorArguments.Filter(resampleFilter));

    /// <summary>Draws the angle, counter-clockwise.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override int DrawParameters(Scene scene, TransformRandom random) => angles.Draw(random);

    /// <inheritdoc/>
    /// <remarks>What is cut off on either side is E and A of the library's documentation ("Rotating").</remarks>
    public override Warp WarpOf(Scene scene, int draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (draw == 0)
        {
            return Warps.Same(scene.Height, scene.Width);
        }

        var turned = PlaneWarps.Rotate(scene, draw, expand: true, null, filter, null);
        var (x, y, slope) = (turned.OutWidth, turned.OutHeight, Math.Tan(Math.Abs(draw) * Math.PI / 180));
        var e = slope * (y - (x * slope)) / (1 - (slope * slope));
        var a = slope * (x - e);
        var (left, top, right, bottom) = ((long)Math.Round(e), (long)Math.Round(a), (long)Math.Round(x - e), (long)Math.Round(y - a));
        if (right <= left || bottom <= top)
        {
            throw new UserErrorException($"an image of {scene.Width} x {scene.Height} pixels is too long to be turned by {Math.Abs(draw)} degrees: nothing is left of its middle; take smaller angles, or rotate_without_crop");
        }

        var cut = Warps.Crop(y, x, left, top, bottom - top, right - left);
        return new ChainWarp([turned, cut, Transforms.Resize.WarpOf(new Scene(cut.OutHeight, cut.OutWidth), scene.Height, scene.Width, filter)]);
    }
}
