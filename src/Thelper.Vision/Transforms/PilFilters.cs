namespace Thelper.Vision.Transforms;

/// <summary>Reads interpolations from configurations.</summary>
internal static class PilFilters
{
    /// <summary>An interpolation: PIL's number, or its name with or without <c>InterpolationMode.</c> in front.</summary>
    public static PilFilter Of(object? value, PilFilter missing)
    {
        switch (value)
        {
            case null:
                return missing;
            case long number when Enum.IsDefined((PilFilter)number):
                return (PilFilter)number;
            case string text when Enum.TryParse<PilFilter>(text[(text.LastIndexOf('.') + 1)..], ignoreCase: true, out var filter) && Enum.IsDefined(filter):
                return filter;
            default:
                throw new UserErrorException($"'interpolation' must be one of nearest, lanczos, bilinear, bicubic, box, hamming (or PIL's number, 0 to 5), got {PythonRepr.Of(value)}");
        }
    }

    /// <summary>As <see cref="Of"/>, for what is moved, not resized.</summary>
    public static PilFilter OfMap(object? value, PilFilter missing) => Of(value, missing) is var filter && filter is PilFilter.Nearest or PilFilter.Bilinear or PilFilter.Bicubic
        ? filter
        : throw new UserErrorException($"images are moved with nearest, bilinear or bicubic interpolation, not {Text(filter)}");

    /// <summary>The name as torchvision prints it.</summary>
    public static string Text(PilFilter filter) => filter.ToString().ToLowerInvariant();
}
