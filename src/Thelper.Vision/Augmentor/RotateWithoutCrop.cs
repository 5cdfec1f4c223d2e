using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Albumentations;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Turns an image about its centre by a random angle; what comes from outside is black, or of another colour.</summary>
[TypeName("Augmentor.rotate_without_crop")]
public sealed class RotateWithoutCrop : MovingStep<int>
{
    private readonly Angles angles;
    private readonly bool expand;
    private readonly object? fill;
    private readonly double? maskFill;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="maxLeftRotation">Greatest angle counter-clockwise, 0 to 360 degrees.</param>
    /// <param name="maxRightRotation">Greatest angle clockwise, 0 to 360 degrees.</param>
    /// <param name="expand">Whether the result holds the whole turned image.</param>
    /// <param name="fillcolor">Value outside: a number, or one per channel; 0 by default.</param>
    /// <param name="maskFillcolor">Value outside of label maps: a number; what the task says by default, or 0.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RotateWithoutCrop(
        double probability, double maxLeftRotation, double maxRightRotation, bool expand = false, object? fillcolor = null, double? maskFillcolor = null, string resampleFilter = "BICUBIC")
        : base(probability)
    {
        angles = new Angles(maxLeftRotation, maxRightRotation, 360);
        (this.expand, fill, maskFill, filter) = (expand, fillcolor, maskFillcolor, AugmentorArguments.Filter(resampleFilter));
        _ = fillcolor is null ? null : TransformArguments.Numbers(fillcolor, "fillcolor");
    }

    /// <summary>Draws the angle, counter-clockwise.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override int DrawParameters(Scene scene, TransformRandom random) => angles.Draw(random);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, int draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var turned = PlaneWarps.Rotate(scene, draw, expand, null, filter, fill);
        return maskFill is { } label ? new FilledWarp(turned, label) : turned;
    }
}
