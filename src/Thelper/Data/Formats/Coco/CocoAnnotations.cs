using System.Text.Json;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Coco;

/// <summary>What a COCO file says of images and their objects.</summary>
internal sealed class CocoAnnotations
{
    private const double MaxCoordinate = 1e7;

    private readonly CocoFile file;
    private readonly bool shapes;

    private CocoAnnotations(CocoFile file, bool shapes)
    {
        this.file = file;
        this.shapes = shapes;
    }

    /// <summary>Names of the classes besides the background, by index from 1 on.</summary>
    public List<string> ClassNames { get; } = [];

    /// <summary>The images, in file order.</summary>
    public List<CocoImage> Images { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="targets">Names of the categories to use, in this order; null for all, by their ids.</param>
    /// <param name="shapes">Whether to read areas as well as boxes.</param>
    /// <exception cref="AnnotationException">The file is missing or damaged.</exception>
    public static CocoAnnotations Read(string path, IReadOnlyList<string>? targets, bool shapes)
    {
        var annotations = new CocoAnnotations(CocoFile.Read(path), shapes);
        try
        {
            annotations.Read(targets);
        }
        catch (FormatException error)
        {
            throw new AnnotationException($"{path}: {error.Message}", error);
        }

        return annotations;
    }

    private void Read(IReadOnlyList<string>? targets)
    {
        var classes = Categories(targets);
        var byId = new Dictionary<long, CocoImage>();
        foreach (var (place, item) in Entries("images", file.Images))
        {
            var image = new CocoImage(Id(item, "id", place), FileName(item, place), []);
            if (!byId.TryAdd(image.Id, image))
            {
                throw new FormatException(FormattableString.Invariant($"{place}: the id {image.Id} is given twice"));
            }

            Images.Add(image);
        }

        foreach (var (place, item) in Entries("annotations", file.Annotations))
        {
            var (imageId, category) = (Id(item, "image_id", place), Id(item, "category_id", place));
            if (!byId.TryGetValue(imageId, out var image))
            {
                throw new FormatException(FormattableString.Invariant($"{place}: there is no image with the id {imageId}"));
            }

            if (!classes.TryGetValue(category, out var index))
            {
                throw new FormatException(FormattableString.Invariant($"{place}: there is no category with the id {category}"));
            }

            if (index > 0)
            {
                image.Objects.Add(Object(item, index, place));
            }
        }
    }

    private IEnumerable<(string Place, JsonElement Item)> Entries(string list, IReadOnlyList<CocoEntry>? entries)
    {
        for (var i = 0; i < (entries ?? throw new FormatException($"'{list}' is missing")).Count; i++)
        {
            using var document = file.Parse(entries[i]);
            yield return (FormattableString.Invariant($"{list}[{i}]"), document.RootElement);
        }
    }

    // Class index by category id; 0 for one that is not used.
    private Dictionary<long, int> Categories(IReadOnlyList<string>? targets)
    {
        var all = new SortedDictionary<long, string>();
        foreach (var (place, item) in Entries("categories", file.Categories))
        {
            if (!all.TryAdd(Id(item, "id", place), Text(item, "name", place)))
            {
                throw new FormatException($"{place}: its id is given twice");
            }
        }

        foreach (var target in targets ?? [])
        {
            if (!all.ContainsValue(target))
            {
                throw new UserErrorException($"target_labels: '{target}' is no category of '{file.Path}'{NearestName.Hint(target, all.Values)}");
            }
        }

        ClassNames.AddRange(targets ?? [.. all.Values]);
        if (ClassNames.Count == 0)
        {
            throw new FormatException("it has no category");
        }

        if (ClassNames.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new FormatException($"the category name '{twice.Key}' is given twice");
        }

        return all.ToDictionary(entry => entry.Key, entry => ClassNames.IndexOf(entry.Value) + 1);
    }

    private CocoObject Object(JsonElement item, int index, string place)
    {
        var box = Numbers(Member(item, "bbox", place), place + ".bbox");
        if (box.Length != 4 || box[2] < 0 || box[3] < 0)
        {
            throw new FormatException($"{place}.bbox: expected left, top, width and height");
        }

        var crowd = item.TryGetProperty("iscrowd", out var flag) && flag.ValueKind switch
        {
            JsonValueKind.Number when flag.TryGetInt32(out var value) && value is 0 or 1 => value == 1,
            JsonValueKind.True or JsonValueKind.False => flag.GetBoolean(),
            _ => throw new FormatException($"{place}.iscrowd: expected 0 or 1"),
        };
        return new CocoObject(index, box[0], box[1], box[2], box[3], crowd, shapes ? Shape(Member(item, "segmentation", place), place + ".segmentation") : null);
    }

    private static CocoShape Shape(JsonElement item, string place)
    {
        try
        {
            switch (item.ValueKind)
            {
                case JsonValueKind.Array:
                    var polygons = item.EnumerateArray().Select(polygon => Numbers(polygon, place)).ToArray();
                    return Array.TrueForAll(polygons, polygon => polygon.Length >= 6 && polygon.Length % 2 == 0)
                        ? CocoShape.Polygons(polygons)
                        : throw new FormatException("a polygon needs at least three points x, y");
                case JsonValueKind.Object:
                    var size = Numbers(Member(item, "size", place), place + ".size");
                    if (size.Length != 2 || !size.All(double.IsInteger))
                    {
                        throw new FormatException("'size' must be the height and the width");
                    }

                    var counts = Member(item, "counts", place);
                    return counts.ValueKind == JsonValueKind.String
                        ? CocoShape.Compressed(Text(item, "counts", place), (long)size[0], (long)size[1])
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

    private static string FileName(JsonElement item, string place)
    {
        var name = Text(item, "file_name", place);
        return name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/', '\\').Contains("..") && !name.Contains('\0', StringComparison.Ordinal)
            ? name
            : throw new FormatException($"{place}.file_name: '{name}' is not a path relative to the folder of images");
    }

    private static JsonElement Member(JsonElement item, string name, string place) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value)
            ? value
            : throw new FormatException($"{place}: '{name}' is missing");

    private static long Id(JsonElement item, string name, string place)
    {
        var value = Member(item, name, place);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var id) ? id : throw new FormatException($"{place}.{name}: expected a whole number");
    }

    private static string Text(JsonElement item, string name, string place)
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

    private static double[] Numbers(JsonElement item, string place, double limit = MaxCoordinate)
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
                : throw new FormatException(FormattableString.Invariant($"{place}: expected numbers of at most {limit}"));
        }

        return numbers;
    }
}
