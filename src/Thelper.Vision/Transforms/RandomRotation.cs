using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Turns an image by a random angle, counter-clockwise.</summary>
[TypeName("torchvision.transforms.RandomRotation", "torchvision.transforms.transforms.RandomRotation")]
public sealed class RandomRotation : TorchvisionOperation
{
    private readonly (double Low, double High) degrees;
    private readonly PilFilter filter;
    private readonly bool expand;
    private readonly (double X, double Y)? center;
    private readonly object? fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="degrees">Least and greatest angle, or one number for both directions.</param>
    /// <param name="interpolation">Nearest (the default) or bilinear.</param>
    /// <param name="expand">Whether the result holds the whole turned image; images of bytes only.</param>
    /// <param name="center">What stays in place (x, y), from the upper left corner; by default the image's centre. Images of bytes only.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default, and always for arrays of real numbers.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomRotation([ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "15")] object? degrees, object? interpolation = null, bool expand = false, object? center = null, object? fill = null)
    {
        this.degrees = TransformArguments.Number(degrees) switch
        {
            null => Range(degrees, "degrees"),
            >= 0 and var both => (-both, both),
            _ => throw new UserErrorException("'degrees' must not be negative where it is one number"),
        };
        filter = PilFilters.Of(interpolation, PilFilter.Nearest);
        if (filter is not (PilFilter.Nearest or PilFilter.Bilinear))
        {
            throw new UserErrorException($"images are turned with nearest or bilinear interpolation, not {PilFilters.Text(filter)}");
        }

        this.expand = expand;
        if (center is not null)
        {
            this.center = TransformArguments.Numbers(center, "center") is [var x, var y] ? (x, y) : throw new UserErrorException("'center' must be two numbers (x, y)");
        }

        this.fill = fill;
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        var angle = random.Uniform(degrees.Low, degrees.High);
        if (!image.is_floating_point())
        {
            var values = Padding.Values(fill, (int)image.shape[2]);
            return PilRotate.Rotate(image, angle, filter, expand, center, Array.ConvertAll(values, value => (byte)Math.Clamp(value, 0, 255)));
        }

        if (expand || center is not null || fill is not null)
        {
            throw new UserErrorException("'expand', 'center' and 'fill' are for images of bytes; turn the image before torchvision.transforms.ToTensor");
        }

        return OnPlanes(image, planes => torchvision.transforms.functional.rotate(planes, (float)angle, filter == PilFilter.Nearest ? torch.InterpolationMode.Nearest : torch.InterpolationMode.Bilinear));
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"degrees=[{PythonRepr.Of(degrees.Low)}, {PythonRepr.Of(degrees.High)}], interpolation={PilFilters.Text(filter)}, expand={PythonRepr.Of(expand)}, fill={PythonRepr.Of(fill ?? 0L)}";
}
