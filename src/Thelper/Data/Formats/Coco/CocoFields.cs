using System.Globalization;
using System.Text.Json;
using Thelper.Data.Formats.Boxes;

namespace Thelper.Data.Formats.Coco;

/// <summary>Reads single values of a COCO file. Errors are <see cref="FormatException"/>s that name the place.</summary>
internal static class CocoFields
{
    private const double MaxCoordinate = 1e7;

    /// <summary>A value that must be there.</summary>
    public static JsonElement Member(JsonElement item, string name, string place) =>
        Optional(item, name) ?? throw new FormatException($"{place}: '{name}' is missing");

    /// <summary>A value that may be missing or null.</summary>
    public static JsonElement? Optional(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>An id, a <c>long</c> if it is a whole number in any notation (7, 7.0, "7"), else a text: exporters write all of them, even in one file.</summary>
    public static object Id(JsonElement item, string name, string place)
    {
        var value = Member(item, name, place);
        if (value.ValueKind == JsonValueKind.String && Text(item, name, place) is { Length: > 0 } text)
        {
            return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : text;
        }

        return value.ValueKind != JsonValueKind.Number ? throw new FormatException($"{place}.{name}: expected a whole number or a text")
            : value.TryGetInt64(out var id) ? id
            : value.TryGetDouble(out var real) && double.IsInteger(real) && Math.Abs(real) < 1L << 53 ? (long)real
            : throw new FormatException($"{place}.{name}: expected a whole number or a text");
    }

    /// <summary>A text.</summary>
    public static string Text(JsonElement item, string name, string place)
    {
        var value = Member(item, name, place);
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"{place}.{name}: expected a text");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair.
            throw new FormatException($"{place}.{name}: the text is damaged", error);
        }
    }

    /// <summary>A flag: 0 or 1 in any notation; false where it is missing.</summary>
    public static bool Flag(JsonElement item, string name, string place) => Optional(item, name) is not { } flag ? false : flag.ValueKind switch
    {
        JsonValueKind.Number when flag.TryGetDouble(out var value) && value is 0 or 1 => value == 1,
        JsonValueKind.String when Text(item, name, place) is "0" or "1" => Text(item, name, place) == "1",
        JsonValueKind.True or JsonValueKind.False => flag.GetBoolean(),
        _ => throw new FormatException($"{place}.{name}: expected 0 or 1"),
    };

    /// <summary>A list of numbers.</summary>
    public static double[] Numbers(JsonElement item, string place, double limit = MaxCoordinate)
    {
        if (item.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"{place}: expected a list of numbers");
        }

        var numbers = new double[item.GetArrayLength()];
        var count = 0;
        foreach (var entry in item.EnumerateArray())
        {
            numbers[count++] = entry.ValueKind == JsonValueKind.Number && entry.TryGetDouble(out var value) && Math.Abs(value) <= limit
                ? value
                : throw new FormatException(FormattableString.Invariant($"{place}: expected numbers of at most {limit}{(entry.ValueKind == JsonValueKind.String ? ", found a text (numbers stand without quotes)" : "")}"));
        }

        return numbers;
    }

    /// <summary>The size of an image, where the file gives it.</summary>
    public static (long Width, long Height)? Size(JsonElement item)
    {
        return AnnotatedImage.SizeOf(Number("width"), Number("height"));

        double? Number(string name) => Optional(item, name) switch
        {
            { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) => number,
            { ValueKind: JsonValueKind.String } when double.TryParse(Text(item, name, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    /// <summary>The path of an image, relative to the folder of images; Windows' separators are turned where they are.</summary>
    public static string FileName(JsonElement item, string place)
    {
        var name = Text(item, "file_name", place);
        if (name.Contains('\\', StringComparison.Ordinal))
        {
            name = name.Replace('\\', '/');
        }

        return name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/').Contains("..") && !name.Contains('\0', StringComparison.Ordinal)
            ? name
            : throw new FormatException($"{place}.file_name: '{name}' is not a path relative to the folder of images; write it relative to 'root', such as '{name.Split('/')[^1]}'");
    }

    /// <summary>An area: polygons, of which those of fewer than three points are left out, or run lengths.</summary>
    /// <param name="item">The annotation.</param>
    /// <param name="place">Its place.</param>
    /// <returns>The area; null where there is none, or nothing is left of it.</returns>
    public static CocoShape? Shape(JsonElement item, string place)
    {
        if (Optional(item, "segmentation") is not { } value)
        {
            return null;
        }

        place += ".segmentation";
        try
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Array:
                    // A single polygon may stand without a list around it.
                    var isFlat = value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Number;
                    double[][] polygons = isFlat ? [Numbers(value, place)] : [.. value.EnumerateArray().Select(polygon => Numbers(polygon, place))];
                    if (Array.Exists(polygons, polygon => polygon.Length % 2 != 0))
                    {
                        throw new FormatException("a polygon needs pairs x, y");
                    }

                    polygons = Array.FindAll(polygons, polygon => polygon.Length >= 6);
                    return polygons.Length > 0 ? CocoShape.Polygons(polygons) : null;
                case JsonValueKind.Object:
                    var size = Numbers(Member(value, "size", place), place + ".size");
                    if (size.Length != 2 || !size.All(double.IsInteger))
                    {
                        throw new FormatException("'size' must be the height and the width");
                    }

                    var counts = Member(value, "counts", place);
                    return counts.ValueKind == JsonValueKind.String
                        ? CocoShape.Compressed(Text(value, "counts", place), (long)size[0], (long)size[1])
                        : CocoShape.Runs(Array.ConvertAll(Numbers(counts, place, int.MaxValue), Whole), (long)size[0], (long)size[1]);
                default:
                    throw new FormatException("expected a list of polygons, or a map with 'size' and 'counts'");
            }
        }
        catch (FormatException error) when (!error.Message.StartsWith(place, StringComparison.Ordinal))
        {
            throw new FormatException($"{place}: {error.Message}", error);
        }
    }

    private static int Whole(double value) => double.IsInteger(value) ? (int)value : throw new FormatException("a run length is no whole number");
}
