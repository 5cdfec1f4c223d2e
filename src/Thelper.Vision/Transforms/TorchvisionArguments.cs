using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Transforms;

/// <summary>Reads the arguments of torchvision's operations.</summary>
internal static class TorchvisionArguments
{
    /// <summary>A size: one number for a square, or height and width.</summary>
    public static (int Height, int Width) Size(object? value, string name)
    {
        var (height, width) = TransformArguments.IsInteger(value) ? (value, value) : TransformArguments.Items(value) switch
        {
            [{ } only] => (only, only),
            [{ } first, { } second] => (first, second),
            _ => (null, null),
        };
        return TransformArguments.IsInteger(height) && TransformArguments.IsInteger(width)
            && TransformArguments.Number(height) is >= 1 and <= 65536 && TransformArguments.Number(width) is >= 1 and <= 65536
            ? ((int)TransformArguments.Number(height)!.Value, (int)TransformArguments.Number(width)!.Value)
            : throw new UserErrorException($"'{name}' must be an integer above 0 or a list of two (height, width), got {PythonRepr.Of(value)}");
    }

    /// <summary>A probability.</summary>
    public static double Probability(double p) => p is >= 0 and <= 1 ? p : throw new UserErrorException("'p' must lie between 0 and 1");

    /// <summary>Two numbers, the first not above the second.</summary>
    public static (double Low, double High) Range(object? value, string name)
    {
        var numbers = TransformArguments.Numbers(value, name);
        return numbers is [var low, var high] && low <= high
            ? (low, high)
            : throw new UserErrorException($"'{name}' must be two numbers, the smaller one first, got {PythonRepr.Of(value)}");
    }

    /// <summary>Two angles, or one number for both directions.</summary>
    public static (double Low, double High) Angles(object? value, string name) => TransformArguments.Number(value) switch
    {
        null => Range(value, name),
        >= 0 and var both => (-both, both),
        _ => throw new UserErrorException($"'{name}' must not be negative where it is one number"),
    };

    /// <summary>A point (x, y), or null.</summary>
    public static (double X, double Y)? Point(object? value, string name) => value is null ? null
        : TransformArguments.Numbers(value, name) is [var x, var y] ? (x, y)
        : throw new UserErrorException($"'{name}' must be two numbers (x, y)");
}
