using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Reads the arguments of Augmentor's operations.</summary>
internal static class AugmentorArguments
{
    private static readonly string[] Filters = ["NEAREST", "BILINEAR", "BICUBIC", "ANTIALIAS"];

    /// <summary>A probability, which must not be 0 here.</summary>
    public static double Chance(double value) =>
        value is > 0 and <= 1 ? value : throw new UserErrorException($"'probability' must be above 0 and at most 1, got {PythonRepr.Of(value)}");

    /// <summary>A number within limits.</summary>
    public static double Within(double value, string name, double least, double most) => value >= least && value <= most
        ? value
        : throw new UserErrorException(FormattableString.Invariant($"'{name}' must lie within {least} and {most}, got {PythonRepr.Of(value)}"));

    /// <summary>A share of an image, 0.1 or more and below 1.</summary>
    public static double Share(double value) =>
        value is >= 0.1 and < 1 ? value : throw new UserErrorException($"'percentage_area' must be at least 0.1 and below 1, got {PythonRepr.Of(value)}");

    /// <summary>A side in pixels.</summary>
    public static int Side(int value, string name) =>
        value is > 1 and <= 65536 ? value : throw new UserErrorException($"'{name}' must be above 1 and at most 65536 pixels, got {value}");

    /// <summary>A least and a greatest factor.</summary>
    public static (double Low, double High) Factors(double least, double most) => least >= 0 && least <= most && double.IsFinite(most)
        ? (least, most)
        : throw new UserErrorException($"'min_factor' must be 0 or above and not above 'max_factor', got {PythonRepr.Of(least)} and {PythonRepr.Of(most)}");

    /// <summary>An interpolation by PIL's name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="resizes">Whether it is for a change of size, which alone knows <c>ANTIALIAS</c>.</param>
    public static PilFilter Filter(string name, bool resizes = false)
    {
        var known = resizes ? Filters : Filters[..3];
        return known.Contains(name)
            ? name == "ANTIALIAS" ? PilFilter.Lanczos : Enum.Parse<PilFilter>(name, ignoreCase: true)
            : throw new UserErrorException($"'resample_filter' must be one of {string.Join(", ", known)}, got '{name}'{NearestName.Guess(name, known)}");
    }
}
