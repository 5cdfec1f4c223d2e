using Thelper.Imaging.Transforms;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Turns, shifts, scales and shears an image at random, about its centre.</summary>
[TypeName("torchvision.transforms.RandomAffine", "torchvision.transforms.transforms.RandomAffine")]
public sealed class RandomAffine : TorchvisionSpatialOperation
{
    private readonly (double Low, double High) degrees;
    private readonly (double X, double Y)? translate;
    private readonly (double Low, double High)? scale;
    private readonly double[]? shear;
    private readonly PilFilter filter;
    private readonly object? fill;
    private readonly (double X, double Y)? center;

    /// <summary>Creates the operation.</summary>
    /// <param name="degrees">Least and greatest angle, clockwise, or one number for both directions; 0 for none.</param>
    /// <param name="translate">Greatest shift, as shares of width and height, 0 to 1 each; null for none.</param>
    /// <param name="scale">Least and greatest factor, above 0; null for none.</param>
    /// <param name="shear">Least and greatest angle along x, and along y where there are four; or one number for both directions. Null for none.</param>
    /// <param name="interpolation">Nearest (the default), bilinear or, for bytes, bicubic.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default.</param>
    /// <param name="center">What stays in place (x, y), from the upper left corner; by default the image's centre.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomAffine(object? degrees, object? translate = null, object? scale = null, object? shear = null, object? interpolation = null, object? fill = null, object? center = null)
    {
        this.degrees = Angles(degrees, "degrees");
        this.translate = Point(translate, "translate");
        if (this.translate is { } shift && !(shift.X is >= 0 and <= 1 && shift.Y is >= 0 and <= 1))
        {
            throw new UserErrorException("'translate' must hold two shares between 0 and 1 (of width and height)");
        }

        this.scale = scale is null ? null : Range(scale, "scale");
        if (this.scale is { Low: <= 0 })
        {
            throw new UserErrorException("'scale' must be above 0");
        }

        this.shear = shear is null ? null
            : TransformArguments.Numbers(shear, "shear") is [var x0, var x1, var y0, var y1] && x0 <= x1 && y0 <= y1 ? [x0, x1, y0, y1]
            : Angles(shear, "shear") is var (low, high) ? [low, high] : null;
        filter = PilFilters.OfMap(interpolation, PilFilter.Nearest);
        this.fill = fill;
        this.center = Point(center, "center");
        _ = Padding.Values(fill, 1, anyNumber: true);
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        var (height, width) = (scene.Height, scene.Width);
        var angle = random.Uniform(degrees.Low, degrees.High);
        var shift = translate is { } most
            ? (Math.Round(random.Uniform(-most.X * width, most.X * width)), Math.Round(random.Uniform(-most.Y * height, most.Y * height)))
            : (0.0, 0.0);
        var factor = scale is { } range ? random.Uniform(range.Low, range.High) : 1;
        var alongX = shear is null ? 0 : random.Uniform(shear[0], shear[1]);
        var alongY = shear is { Length: 4 } ? random.Uniform(shear[2], shear[3]) : 0;
        var source = PlaneWarps.Source(center ?? (width * 0.5, height * 0.5), angle, shift, factor, (alongX, alongY));
        return PlaneWarps.Of(scene, source, height, width, filter, fill);
    }

    /// <inheritdoc/>
    protected override string Arguments()
    {
        var text = $"degrees=[{PythonRepr.Of(degrees.Low)}, {PythonRepr.Of(degrees.High)}]";
        text += translate is { } shift ? $", translate={TransformArguments.Tuple(shift.X, shift.Y)}" : "";
        text += scale is { } range ? $", scale={TransformArguments.Tuple(range.Low, range.High)}" : "";
        text += shear is null ? "" : $", shear={PythonRepr.Of(shear)}";
        text += filter == PilFilter.Nearest ? "" : $", interpolation={PilFilters.Text(filter)}";
        text += fill is null ? "" : $", fill={PythonRepr.Of(fill)}";
        return text + (center is { } point ? $", center={TransformArguments.Tuple(point.X, point.Y)}" : "");
    }
}
