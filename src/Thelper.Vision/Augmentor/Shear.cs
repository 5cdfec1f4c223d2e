using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Shears an image along its rows or its columns by a random angle, cuts out what is covered all over, and gives it the image's size again.</summary>
[TypeName("Augmentor.shear")]
public sealed class Shear : MovingStep<(int Angle, bool AlongRows)>
{
    private readonly int left;
    private readonly int right;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="maxShearLeft">Greatest angle to the left, above 0 and at most 25 degrees.</param>
    /// <param name="maxShearRight">Greatest angle to the right, above 0 and at most 25 degrees.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public Shear(double probability, double maxShearLeft, double maxShearRight, string resampleFilter = "BICUBIC")
        : base(probability)
    {
        static int Degrees(double value, string name) => value is > 0 and <= 25 ? (int)value : throw new UserErrorException($"'{name}' must be above 0 and at most 25 degrees, got {PythonRepr.Of(value)}");
        (left, right) = (Degrees(maxShearLeft, "max_shear_left"), Degrees(maxShearRight, "max_shear_right"));
        filter = AugmentorArguments.Filter(resampleFilter);
    }

    /// <summary>Draws the angle in whole degrees, below 0 to the left, and the axis.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (int Angle, bool AlongRows) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return (random.NextInt(left + right + 1) - left, random.NextInt(2) == 0);
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (int Angle, bool AlongRows) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (draw.Angle == 0)
        {
            return Warps.Same(scene.Height, scene.Width);
        }

        var (height, width, slope) = (scene.Height, scene.Width, Math.Tan(draw.Angle * Math.PI / 180));
        // Rows are moved by whole pixels at most, columns by the rounded length, as the library does.
        var shift = draw.AlongRows ? Math.Ceiling(Math.Abs(slope) * height) : Math.Abs(slope) * width;
        var (whole, begin) = ((long)Math.Round(shift), draw.Angle > 0 ? -shift : 0);
        if (whole >= (draw.AlongRows ? width : height))
        {
            throw new UserErrorException($"an image of {width} x {height} pixels is too long to be sheared by {Math.Abs(draw.Angle)} degrees: no part of it is covered all over; take smaller angles");
        }

        var (source, sheared, cut) = draw.AlongRows
            ? (new PlaneMap(1, slope, begin, 0, 1, 0), (height, width + whole), (Left: whole, Top: 0L))
            : (new PlaneMap(1, 0, 0, slope, 1, begin), ((long)Math.Round(height + shift), width), (Left: 0L, Top: whole));
        var first = PlaneWarps.Of(scene, source, sheared.Item1, sheared.Item2, filter, null);
        var second = Warps.Crop(first.OutHeight, first.OutWidth, cut.Left, cut.Top, height - cut.Top, width - cut.Left);
        return new ChainWarp([first, second, Transforms.Resize.WarpOf(new Scene(second.OutHeight, second.OutWidth), height, width, filter)]);
    }
}
