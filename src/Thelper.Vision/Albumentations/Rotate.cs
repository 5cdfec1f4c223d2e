using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Turns an image about its centre by a random angle, counter-clockwise.</summary>
[TypeName("albumentations.Rotate")]
public sealed class Rotate : MovingAlbumentation<double>
{
    private readonly RealRange limit;
    private readonly Interpolation interpolation;
    private readonly BorderMode border;
    private readonly double[] fill;
    private readonly bool cropBorder;

    /// <summary>Creates the operation.</summary>
    /// <param name="limit">Least and greatest angle in degrees, or x for -x to x; 90 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="borderMode">What lies outside: OpenCV's border; mirrored without the edge by default.</param>
    /// <param name="value">A constant; 0 by default.</param>
    /// <param name="maskValue">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="rotateMethod"><c>largest_box</c>: a box becomes what bounds its turned corners.</param>
    /// <param name="cropBorder">Whether the largest rectangle is cut out in which nothing comes from outside.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Rotate(
        object? limit = null, object? interpolation = null, object? borderMode = null, object? value = null, object? maskValue = null, string rotateMethod = "largest_box", bool cropBorder = false,
        bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        Turns.RequireLargestBox(rotateMethod);
        this.limit = Ranges.Real(limit ?? 90L, "limit");
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        border = Moves.Border(borderMode, "border_mode");
        fill = Moves.Fill(value, "value");
        MaskFill = Moves.MaskFill(maskValue, "mask_value");
        this.cropBorder = cropBorder;
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <inheritdoc/>
    public override double DrawParameters(Scene scene, TransformRandom random) => limit.Draw(random);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, double draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (height, width) = (scene.Height, scene.Width);
        var turned = Warps.Affine(height, width, Turns.AboutCenter(scene, draw, 1), height, width, (int)interpolation, border, fill);
        if (!cropBorder)
        {
            return turned;
        }

        var (innerHeight, innerWidth) = Turns.Inner(height, width, draw);
        return new ChainWarp([turned, Warps.Crop(height, width, (width - innerWidth) / 2, (height - innerHeight) / 2, innerHeight, innerWidth)]);
    }
}
