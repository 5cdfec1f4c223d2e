using System.Diagnostics.CodeAnalysis;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>The sizes that <see cref="RandomResizedCrop"/> draws from.</summary>
internal sealed class RandomCropSizes
{
    private readonly double[] low;
    private readonly double[] high;
    private readonly bool absolute;
    private readonly (double Low, double High)? ratio;

    /// <summary>Creates the ranges.</summary>
    /// <param name="inputSize">A pair of numbers with a ratio, or a pair of pairs without one.</param>
    /// <param name="ratio">A pair of numbers, one number, or null.</param>
    public RandomCropSizes(object inputSize, object? ratio)
    {
        var items = TransformArguments.Items(inputSize) is { Count: 2 } two ? two
            : throw new UserErrorException($"'input_size' must be a pair of numbers or a pair of pairs, got {PythonRepr.Of(inputSize)}");
        var given = ratio is null || TransformArguments.Items(ratio) is { Count: 0 } ? null : ratio;
        double[] first, second;
        if (IsPairOfPairs(inputSize))
        {
            if (given is not null)
            {
                throw new UserErrorException("'ratio' cannot be combined with an 'input_size' that is a pair of pairs");
            }

            (first, second) = (TransformArguments.Numbers(items[0], "input_size"), TransformArguments.Numbers(items[1], "input_size"));
            absolute = SameKind([.. TransformArguments.Items(items[0])!, .. TransformArguments.Items(items[1])!]);
        }
        else
        {
            (first, second) = (TransformArguments.Numbers(items[0], "input_size"), TransformArguments.Numbers(items[1], "input_size"));
            absolute = SameKind(items);
            this.ratio = Ratio(given ?? throw new UserErrorException("'ratio' is needed with an 'input_size' that is a pair of numbers"));
        }

        if (first.Length != second.Length || first.Length is not (1 or 2))
        {
            throw new UserErrorException($"'input_size' must be a pair of numbers or a pair of pairs, got {PythonRepr.Of(inputSize)}");
        }

        low = [.. first.Zip(second, Math.Min)];
        high = [.. first.Zip(second, Math.Max)];
        if (low.Any(value => !(value > 0)) || (!absolute && high.Any(value => value > 1)))
        {
            throw new UserErrorException($"'input_size' must be above 0, and at most 1.0 for shares of the image, got {PythonRepr.Of(inputSize)}");
        }
    }

    /// <summary>Whether an input size is of the form [[w, h], [w, h]].</summary>
    public static bool IsPairOfPairs(object inputSize) =>
        TransformArguments.Items(inputSize) is [not null, not null] pair
        && TransformArguments.Items(pair[0]) is { Count: 2 } && TransformArguments.Items(pair[1]) is { Count: 2 };

    /// <summary>Draws a width and a height for an image; they may exceed it.</summary>
    public (long Width, long Height) Draw(long imageWidth, long imageHeight, TransformRandom random)
    {
        if (ratio is not { } range)
        {
            return absolute
                ? (Math.Max(1, (long)low[0] + random.NextInt((int)(high[0] - low[0]) + 1)), Math.Max(1, (long)low[1] + random.NextInt((int)(high[1] - low[1]) + 1)))
                : ((long)Math.Round(random.Uniform(low[0], high[0]) * imageWidth), (long)Math.Round(random.Uniform(low[1], high[1]) * imageHeight));
        }

        var size = random.Uniform(low[0], high[0]);
        var area = absolute ? size * size : size * imageWidth * imageHeight;
        var aspect = random.Uniform(range.Low, range.High);
        var width = (long)Math.Round(Math.Sqrt(area * aspect));
        var height = (long)Math.Round(Math.Sqrt(area / aspect));
        return random.NextDouble() < 0.5 ? (height, width) : (width, height);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var ratioText = ratio is { } range ? TransformArguments.Tuple(range.Low, range.High) : "None";
        var size = low.Length == 1
            ? TransformArguments.Tuple(Number(low[0]), Number(high[0]))
            : $"({TransformArguments.Tuple(Number(low[0]), Number(low[1]))}, {TransformArguments.Tuple(Number(high[0]), Number(high[1]))})";
        return $"input_size={size}, ratio={ratioText}";
    }

    // Sizes in pixels print as whole numbers.
    [SuppressMessage("Performance", "CA1859", Justification = "A whole number or a fraction: as a double both would print as fractions.")]
    private object Number(double value) => absolute ? (object)(long)value : value;

    private static bool SameKind(IReadOnlyList<object?> values)
    {
        var integers = values.Count(TransformArguments.IsInteger);
        return integers == values.Count || (integers == 0
            ? false
            : throw new UserErrorException("'input_size' must not mix integers (pixels) and floats (shares of the image)"));
    }

    private static (double Low, double High) Ratio(object ratio)
    {
        var values = TransformArguments.Numbers(ratio, "ratio");
        return values switch
        {
            [> 0 and var one] => (one, one),
            [> 0 and var a, > 0 and var b] => (Math.Min(a, b), Math.Max(a, b)),
            _ => throw new UserErrorException($"'ratio' must be a number above 0 or a pair of them, got {PythonRepr.Of(ratio)}"),
        };
    }
}
