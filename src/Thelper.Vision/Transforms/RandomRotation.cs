using Thelper.Imaging.Transforms;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Turns an image by a random angle, counter-clockwise.</summary>
[TypeName("torchvision.transforms.RandomRotation", "torchvision.transforms.transforms.RandomRotation")]
public sealed class RandomRotation : TorchvisionSpatialOperation
{
    private readonly (double Low, double High) degrees;
    private readonly PilFilter filter;
    private readonly bool expand;
    private readonly (double X, double Y)? center;
    private readonly object? fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="degrees">Least and greatest angle, or one number for both directions.</param>
    /// <param name="interpolation">Nearest (the default), bilinear or, for bytes, bicubic.</param>
    /// <param name="expand">Whether the result holds the whole turned image.</param>
    /// <param name="center">What stays in place (x, y), from the upper left corner; by default the image's centre.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomRotation(object? degrees, object? interpolation = null, bool expand = false, object? center = null, object? fill = null)
    {
        this.degrees = Angles(degrees, "degrees");
        filter = PilFilters.OfMap(interpolation, PilFilter.Nearest);
        this.expand = expand;
        this.center = Point(center, "center");
        this.fill = fill;
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) =>
        PlaneWarps.Rotate(scene, random.Uniform(degrees.Low, degrees.High), expand, center, filter, fill);

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"degrees=[{PythonRepr.Of(degrees.Low)}, {PythonRepr.Of(degrees.High)}], interpolation={PilFilters.Text(filter)}, expand={PythonRepr.Of(expand)}, fill={PythonRepr.Of(fill ?? 0L)}";
}
