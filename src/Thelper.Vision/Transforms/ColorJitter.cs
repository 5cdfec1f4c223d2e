using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Changes brightness, contrast, saturation and hue by random factors, in random order.</summary>
[TypeName("torchvision.transforms.ColorJitter", "torchvision.transforms.transforms.ColorJitter")]
public sealed class ColorJitter : TorchvisionOperation
{
    private static readonly string[] Names = ["brightness", "contrast", "saturation", "hue"];
    private readonly (double Low, double High)?[] ranges;

    /// <summary>Creates the operation.</summary>
    /// <param name="brightness">Least and greatest factor; or x for 1 - x to 1 + x.</param>
    /// <param name="contrast">As brightness.</param>
    /// <param name="saturation">As brightness.</param>
    /// <param name="hue">Least and greatest turn, within -0.5 and 0.5; or x for -x to x.</param>
    public ColorJitter(object? brightness = null, object? contrast = null, object? saturation = null, object? hue = null) =>
        ranges = [Factors(brightness, "brightness", 1), Factors(contrast, "contrast", 1), Factors(saturation, "saturation", 1), Factors(hue, "hue", 0)];

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        int[] order = [0, 1, 2, 3];
        for (var i = 3; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        var factors = Array.ConvertAll(ranges, range => range is { } given ? random.Uniform(given.Low, given.High) : (double?)null);
        foreach (var step in order)
        {
            if (factors[step] is { } factor)
            {
                image = step switch
                {
                    0 => Colors.Brightness(image, factor),
                    1 => Colors.Contrast(image, factor),
                    2 => Colors.Saturation(image, factor),
                    _ => Colors.Hue(image, factor),
                };
            }
        }

        return image;
    }

    /// <inheritdoc/>
    protected override string Arguments() => string.Join(", ", Names.Select((name, i) =>
        $"{name}={(ranges[i] is { } range ? $"[{PythonRepr.Of(range.Low)}, {PythonRepr.Of(range.High)}]" : "None")}"));

    private static (double Low, double High)? Factors(object? value, string name, double middle)
    {
        var (low, high) = TransformArguments.Number(value) switch
        {
            >= 0 and var x => (middle == 0 ? -x : Math.Max(middle - x, 0), middle + x),
            not null => throw new UserErrorException($"'{name}' must not be negative where it is one number"),
            null => value is null ? (middle, middle) : Range(value, name),
        };
        if (middle == 0 ? low < -0.5 || high > 0.5 : low < 0)
        {
            throw new UserErrorException(middle == 0 ? $"'{name}' must lie within -0.5 and 0.5" : $"'{name}' must not be negative");
        }

        return low == middle && high == middle ? null : (low, high);
    }
}
