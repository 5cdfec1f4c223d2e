using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Reads arguments that are a number or a least and a greatest, as albumentations takes them.</summary>
internal static class Ranges
{
    /// <summary>A range of numbers.</summary>
    /// <param name="value">A list of two; or a number x, which with <paramref name="low"/> stands for that and itself, else for -x and x.</param>
    /// <param name="name">The argument's name.</param>
    /// <param name="low">The other end where one number is given.</param>
    /// <param name="bias">Added to both ends.</param>
    /// <param name="least">The least end that is allowed, after the bias.</param>
    /// <param name="most">The greatest.</param>
    /// <exception cref="UserErrorException">The value has another form, or is out of range.</exception>
    public static RealRange Real(object? value, string name, double? low = null, double bias = 0, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        var (first, second) = TransformArguments.Number(value) is { } x ? (low ?? -x, x)
            : TransformArguments.Items(value) is [var a, var b] && TransformArguments.Number(a) is { } lower && TransformArguments.Number(b) is { } upper && lower <= upper ? (lower, upper)
            : throw new UserErrorException($"'{name}' must be a number or a list of two, the least first, got {PythonRepr.Of(value)}");
        var range = new RealRange(Math.Min(first, second) + bias, Math.Max(first, second) + bias);
        return double.IsFinite(range.Low + range.High) && range.Low >= least && range.High <= most
            ? range
            : throw new UserErrorException($"'{name}' must lie {Interval(least - bias, most - bias)}, got {PythonRepr.Of(value)}");
    }

    /// <summary>A range of integers, otherwise as <see cref="Real"/>.</summary>
    public static WholeRange Whole(object? value, string name, int? low = null, int least = int.MinValue, int most = int.MaxValue)
    {
        var items = TransformArguments.Items(value) ?? [value];
        return items.All(TransformArguments.IsInteger)
            ? Whole(Real(value, name, low, 0, least == int.MinValue ? double.NegativeInfinity : least, most == int.MaxValue ? double.PositiveInfinity : most), name)
            : throw new UserErrorException($"'{name}' must be an integer or a list of two, the least first, got {PythonRepr.Of(value)}");
    }

    /// <summary>A range of sides of a filter's square: odd, and 3 or more; or 0 where the caller has another way to find a size.</summary>
    public static WholeRange Sides(object? value, string name, int low = 3, bool orNone = false)
    {
        var range = Whole(value, name, low, orNone ? 0 : 3, 1001);
        return (range.Low % 2 == 1 || (orNone && range.Low == 0)) && (range.High % 2 == 1 || (orNone && range.High == 0))
            ? range
            : throw new UserErrorException($"'{name}' must be odd{(orNone ? " or 0" : "")}, got {PythonRepr.Of(value)}");
    }

    /// <summary>A number between two others.</summary>
    public static double Between(double value, string name, double least, double most = double.PositiveInfinity) =>
        value >= least && value <= most && double.IsFinite(value) ? value : throw new UserErrorException($"'{name}' must lie {Interval(least, most)}, got {PythonRepr.Of(value)}");

    /// <summary>An integer between two others.</summary>
    public static int Between(int value, string name, int least, int most = int.MaxValue) =>
        value >= least && value <= most ? value : throw new UserErrorException($"'{name}' must lie {Interval(least, most == int.MaxValue ? double.PositiveInfinity : most)}, got {PythonRepr.Of(value)}");

    /// <summary>A probability.</summary>
    public static double Probability(double value, string name) => Between(value, name, 0, 1);

    /// <summary>A region of an image as shares of its sides: left, top, right, bottom.</summary>
    public static (double Left, double Top, double Right, double Bottom) Region(object? value, string name) =>
        TransformArguments.Numbers(value, name) is [>= 0 and var left, >= 0 and var top, <= 1 and var right, <= 1 and var bottom] && left < right && top < bottom
            ? (left, top, right, bottom)
            : throw new UserErrorException($"'{name}' must hold left, top, right and bottom from 0 to 1, left below right and top below bottom, got {PythonRepr.Of(value)}");

    /// <summary>Numbers, so many of them.</summary>
    public static double[] Count(object? value, string name, int count) => TransformArguments.Numbers(value, name) is { } numbers && numbers.Length == count
        ? numbers
        : throw new UserErrorException($"'{name}' must hold {count} numbers, got {PythonRepr.Of(value)}");

    /// <summary>One of some words.</summary>
    public static string OneOf(string value, string name, params IReadOnlyList<string> words) =>
        words.Contains(value) ? value : throw new UserErrorException($"'{name}': there is no '{value}'{NearestName.Hint(value, words)}");

    private static WholeRange Whole(RealRange range, string name) => range is { Low: >= int.MinValue, High: <= int.MaxValue }
        ? new((int)range.Low, (int)range.High)
        : throw new UserErrorException($"'{name}' is too large");

    private static string Interval(double least, double most) => (double.IsFinite(least), double.IsFinite(most)) switch
    {
        (true, true) => FormattableString.Invariant($"within {least} and {most}"),
        (true, false) => FormattableString.Invariant($"at {least} or above"),
        (false, true) => FormattableString.Invariant($"at {most} or below"),
        _ => "among the finite numbers",
    };
}
