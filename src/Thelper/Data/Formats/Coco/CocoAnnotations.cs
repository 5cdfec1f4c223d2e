using System.Text.Json;
using Thelper.Data.Formats.Boxes;
using Thelper.Tasks;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Coco;

/// <summary>What a COCO file says of images and their objects.</summary>
internal sealed class CocoAnnotations
{
    private const int Unused = -1;

    private readonly CocoFile file;
    private readonly CocoOptions options;
    private readonly Dictionary<string, (int Count, string First)> counts = new(StringComparer.Ordinal);

    private CocoAnnotations(CocoFile file, CocoOptions options)
    {
        this.file = file;
        this.options = options;
    }

    /// <summary>Names of the classes besides the background, by index from 1 on.</summary>
    public List<string> ClassNames { get; } = [];

    /// <summary>Names of the key points, where they were asked for.</summary>
    public KeypointNames? Keypoints { get; private set; }

    /// <summary>The images, in file order.</summary>
    public List<CocoImage> Images { get; } = [];

    /// <summary>What was not used as it stands, counted.</summary>
    public IEnumerable<string> Warnings => counts.Select(pair => FormattableString.Invariant($"{file.Path}: {pair.Key}: {pair.Value.Count}, the first is {pair.Value.First}"));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What to read.</param>
    /// <exception cref="AnnotationException">The file is missing or damaged.</exception>
    public static CocoAnnotations Read(string path, CocoOptions options)
    {
        var annotations = new CocoAnnotations(CocoFile.Read(path), options);
        try
        {
            annotations.Read();
        }
        catch (FormatException error)
        {
            throw new AnnotationException($"{path}: {error.Message}", error);
        }

        return annotations;
    }

    /// <summary>The place of an annotation, for messages.</summary>
    /// <param name="path">The file.</param>
    /// <param name="number">The annotation's number.</param>
    public static string Place(string path, int number) => FormattableString.Invariant($"{path}: annotations[{number}].bbox");

    private void Read()
    {
        var classes = Categories();
        var byId = new Dictionary<object, CocoImage>();
        foreach (var (place, _, item) in Entries("images", file.Images))
        {
            var image = new CocoImage(CocoFields.Id(item, "id", place), CocoFields.FileName(item, place), CocoFields.Size(item), []);
            if (!byId.TryAdd(image.Id, image))
            {
                throw new FormatException(FormattableString.Invariant($"{place}: the id {image.Id} is given twice"));
            }

            Images.Add(image);
        }

        if (file.Annotations is null && !options.KeepEmpty)
        {
            throw new FormatException("'annotations' is missing (\"keep_empty\": true takes its images without them)");
        }

        foreach (var (place, number, item) in Entries("annotations", file.Annotations ?? []))
        {
            if (Owner(item, "image_id", byId, place, "image") is not { } image || Owner(item, "category_id", classes, place, "category") is not { } index || index == Unused)
            {
                continue;
            }

            if (index == 0 && !options.Shapes)
            {
                Count("annotations of the category that is called background, left out", place);
            }
            else if (options.Shapes)
            {
                AddArea(item, index, (place, number), image);
            }
            else
            {
                AddBox(item, index, (place, number), image);
            }
        }

        if (byId.Keys.Any(id => id is string))
        {
            // A batch holds numbers or texts, not both.
            for (var i = 0; i < Images.Count; i++)
            {
                Images[i] = Images[i] with { Id = FormattableString.Invariant($"{Images[i].Id}") };
            }
        }
    }

    // What an annotation refers to; null for an orphan that is left out.
    private T? Owner<T>(JsonElement item, string key, Dictionary<object, T> known, string place, string what)
    {
        if (CocoFields.Optional(item, key) is null && CocoFields.Optional(item, "segments_info") is not null)
        {
            throw new FormatException($"{place}: '{key}' is missing: this is a list of panoptic segmentation; take that of objects, such as instances_train2017.json");
        }

        var id = CocoFields.Id(item, key, place);
        if (known.TryGetValue(id, out var owner))
        {
            return owner;
        }

        if (!options.SkipOrphans)
        {
            throw new FormatException(FormattableString.Invariant($"{place}: there is no {what} with the id {id}; set \"skip_orphans\": true to leave out such annotations"));
        }

        Count($"annotations with an unknown {key}, left out", place);
        return default;
    }

    private IEnumerable<(string Place, int Number, JsonElement Item)> Entries(string list, IReadOnlyList<CocoEntry>? entries)
    {
        for (var i = 0; i < (entries ?? throw new FormatException($"'{list}' is missing; a list of objects in COCO's format has images, annotations and categories (lists of captions, and files of other programs, are something else)")).Count; i++)
        {
            using var document = file.Parse(entries[i]);
            yield return (FormattableString.Invariant($"{list}[{i}]"), i, document.RootElement);
        }
    }

    // Class index by category id; Unused for one that was not asked for.
    private Dictionary<object, int?> Categories()
    {
        var all = new SortedDictionary<object, string>(Comparer<object>.Create(Compare));
        foreach (var (place, _, item) in Entries("categories", file.Categories))
        {
            var name = CocoFields.Text(item, "name", place);
            if (!all.TryAdd(CocoFields.Id(item, "id", place), name))
            {
                throw new FormatException($"{place}: its id is given twice");
            }

            ReadKeypoints(item, name, place);
        }

        var names = all.Values.Where(name => !IsBackground(name)).ToList();
        foreach (var target in options.Targets ?? [])
        {
            if (!names.Contains(target))
            {
                throw new UserErrorException(IsBackground(target)
                    ? $"target_labels: '{target}' is class 0 without being asked for; leave it out"
                    : $"target_labels: '{target}' is no category of '{file.Path}'{NearestName.Hint(target, names)}");
            }
        }

        if (options.Keypoints && Keypoints is null)
        {
            throw new FormatException("no category that is used lists its 'keypoints'; take a file with key points, such as person_keypoints_train2017.json, or leave \"keypoints\" out");
        }

        ClassNames.AddRange(options.Targets ?? names);
        if (ClassNames.Count == 0)
        {
            throw new FormatException(all.Count == 0 ? "it has no category" : "it has no category besides the background");
        }

        if (ClassNames.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new FormatException($"the category name '{twice.Key}' is given twice");
        }

        return all.ToDictionary(entry => entry.Key, entry => (int?)(IsBackground(entry.Value) ? 0 : ClassNames.IndexOf(entry.Value) is >= 0 and var at ? at + 1 : Unused));
    }

    // Numbers before texts.
    private static int Compare(object? a, object? b) => (a, b) switch
    {
        (long x, long y) => x.CompareTo(y),
        (long, _) => -1,
        (_, long) => 1,
        _ => string.CompareOrdinal((string?)a, (string?)b),
    };

    private static bool IsBackground(string name) => name.Trim('_').Equals(Detection.BackgroundName, StringComparison.OrdinalIgnoreCase);

    private void AddBox(JsonElement item, int index, (string Name, int Number) place, CocoImage image)
    {
        var box = Box(item, place.Name);
        double[] corners = box.Length == 4 ? [box[0], box[1], box[0] + box[2], box[1] + box[3]] : box;
        var fault = box.Length == 0 ? "is missing" : box.Length != 4 ? "must be left, top, width and height" : BoxRules.Fault(corners, margin: false);
        if (fault is not null)
        {
            var message = BoxRules.Message(Place(file.Path, place.Number), corners, fault);
            if (!options.Rules.SkipsBad)
            {
                image.Error ??= message;
                return;
            }

            Count("boxes that are inverted, missing or have no area, left out", place.Name);
            return;
        }

        var shape = options.Masks ? CocoFields.Shape(item, place.Name) : null;
        if (options.Masks && shape is null)
        {
            Count("objects without an area (no polygon of three points), left out as masks are asked for", place.Name);
            return;
        }

        var points = options.Keypoints ? PointsOf(item, place.Name) : null;
        var area = (options.Masks || options.Keypoints) && CocoFields.Optional(item, "area") is { ValueKind: JsonValueKind.Number } given && given.TryGetDouble(out var size) && size > 0 ? (double?)size : null;
        image.Objects.Add(new CocoObject(
            index, box[0], box[1], box[2], box[3], CocoFields.Flag(item, "iscrowd", place.Name), shape, HasArea: shape is not null, place.Number)
        {
            Points = points,
            Area = area,
        });
    }

    // An object without key points has as many as the others, none of them labelled.
    private double[] PointsOf(JsonElement item, string place)
    {
        var count = 3 * Keypoints!.Names.Count;
        if (CocoFields.Optional(item, "keypoints") is not { } value)
        {
            return new double[count];
        }

        var numbers = CocoFields.Numbers(value, place + ".keypoints");
        return numbers.Length == count ? numbers
            : throw new FormatException($"{place}.keypoints: expected {count} numbers, three for each of the {Keypoints.Names.Count} key points of its category, found {numbers.Length}");
    }

    // The key points of the categories that are used, which must agree: a detector has one list for all.
    private void ReadKeypoints(JsonElement item, string name, string place)
    {
        if (!options.Keypoints || IsBackground(name) || options.Targets?.Contains(name) == false || CocoFields.Optional(item, "keypoints") is not { ValueKind: JsonValueKind.Array } list)
        {
            return;
        }

        List<string> names = [.. list.EnumerateArray().Select(entry => entry.ValueKind == JsonValueKind.String ? entry.GetString()! : throw new FormatException($"{place}.keypoints: expected names"))];
        List<object?>? bones = CocoFields.Optional(item, "skeleton") is not { ValueKind: JsonValueKind.Array } pairs ? null
            : [.. pairs.EnumerateArray().Select(pair => (object?)CocoFields.Numbers(pair, place + ".skeleton").Select(number => (object?)(long)number).ToList())];
        if (names.Count == 0)
        {
            return;
        }

        if (Keypoints is not null && !Keypoints.Names.SequenceEqual(names))
        {
            throw new FormatException($"{place}.keypoints: they are others than those of a category before it; choose categories that agree with target_labels");
        }

        try
        {
            Keypoints ??= new KeypointNames(names, bones);
        }
        catch (UserErrorException error)
        {
            throw new FormatException($"{place}: {error.Message}", error);
        }
    }

    private void AddArea(JsonElement item, int index, (string Name, int Number) place, CocoImage image)
    {
        var (isCrowd, shape, box) = (CocoFields.Flag(item, "iscrowd", place.Name), CocoFields.Shape(item, place.Name), Box(item, place.Name));
        if (shape is null)
        {
            Count("objects without an area (no polygon of three points), the pixels of whose boxes count as unknown", place.Name);
            if (box.Length != 4)
            {
                return;
            }
        }

        var (left, top, width, height) = box.Length == 4 ? (box[0], box[1], box[2], box[3]) : (0, 0, 0, 0);
        var (right, bottom) = (left + width, top + height);
        var area = shape ?? CocoShape.Polygons([[left, top, right, top, right, bottom, left, bottom]]);
        image.Objects.Add(new CocoObject(index, left, top, width, height, isCrowd, area, shape is not null, place.Number));
    }

    private static double[] Box(JsonElement item, string place) => CocoFields.Optional(item, "bbox") is { } value ? CocoFields.Numbers(value, place + ".bbox") : [];

    private void Count(string what, string place)
    {
        var (count, first) = counts.GetValueOrDefault(what, (0, place));
        counts[what] = (count + 1, first);
    }
}
