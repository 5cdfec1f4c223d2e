using System.Globalization;
using System.Text.Json;
using System.Xml;
using Thelper.Config;
using Thelper.Data.Formats.Voc;
using Thelper.Vision.Formats;
using static Thelper.Guide.FolderReader;

namespace Thelper.Guide;

/// <summary>Folders whose files say what is in the images: PASCAL VOC, COCO, YOLO.</summary>
internal static class AnnotatedData
{
    // Class names are gathered from so many files; a class that is in none of them is found by the run, which names it.
    private const int MostAnnotations = 5000;
    private static readonly string[] VocSets = ["trainval", "train", "val"];
    private static readonly string[] NameFiles = ["data.yaml", "data.yml", "dataset.yaml", "classes.txt", "obj.names"];
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 3 };

    /// <summary>PASCAL VOC: Annotations, ImageSets and JPEGImages, below VOCdevkit/VOC2012 or not.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Voc(FolderView folder)
    {
        var year = folder.Find("vocdevkit")?.Find("voc2012") ?? folder.Find("voc2012") ?? folder;
        if (year.Find("jpegimages") is not { } images || year.Find("imagesets") is null)
        {
            return null;
        }

        var masks = year.Find("segmentationclass");
        var classes = year.Find("annotations") is { } annotations ? VocClasses(annotations) : [];
        var isOwn = classes.Except(VocLabels.All).Any();
        var (main, segments) = (Sets(year, "Main"), Sets(year, "Segmentation"));
        List<string> concepts = [.. main.Count > 0 && classes.Count > 0 ? ["detection"] : Array.Empty<string>(), .. masks is not null && segments.Count > 0 ? ["segmentation"] : Array.Empty<string>()];
        if (concepts.Count == 0)
        {
            return null;
        }

        return new($"PASCAL VOC: {images.Images.Count} images, {classes.Count} classes", [.. concepts])
        {
            Datasets = (concept, _) =>
            {
                var lists = concept == "segmentation" ? segments : main;
                List<(string, object?)> parameters =
                [
                    ("root", folder == year ? folder.Path : Path.GetDirectoryName(year.Path) is { } parent && Path.GetFileName(parent) == "VOCdevkit" ? folder.Path : year.Path),
                    ("task", concept == "segmentation" ? "segm" : "detect"),
                    ("subset", lists.Contains("trainval") ? "trainval" : lists[0]),
                    ("preload", false),
                ];
                if (isOwn)
                {
                    parameters.Add(("class_names", classes.Select(name => (object?)name).ToList()));
                }

                return new() { ["photos"] = Dataset("thelper.data.PASCALVOC", [.. parameters]) };
            },
            Images = [.. images.Images.Select(name => images[name])],
            Count = images.Images.Count,
            Classes = classes,
        };
    }

    /// <summary>COCO: a JSON file with images, annotations and categories, and a folder that its image names lead into.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Coco(FolderView folder)
    {
        IEnumerable<FolderView> places = folder.Find("annotations") is { } inner ? [folder, inner] : [folder];
        foreach (var file in places.SelectMany(place => place.Files(".json").Select(name => place[name])))
        {
            if (CocoFile(file) is { } content && ImageRoot(folder, content.Names) is { } root)
            {
                return new($"COCO: {content.Names.Count} images, {content.Categories.Count} classes", content.HasShapes ? ["detection", "segmentation"] : ["detection"])
                {
                    Datasets = (concept, _) => new()
                    {
                        ["photos"] = Dataset("thelper.data.COCODataset", ("root", root), ("annotations", file), ("task", concept == "segmentation" ? "segm" : "detect")),
                    },
                    Images = [.. content.Names.Select(name => Path.Join(root, name)).Where(File.Exists)],
                    Count = content.Names.Count,
                    Classes = content.Categories,
                };
            }
        }

        return null;
    }

    /// <summary>YOLO: images, and text files of the same names with boxes.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Yolo(FolderView folder)
    {
        var (images, labels) = (folder.Find("images"), folder.Find("labels"));
        var (imageRoot, labelRoot) = images is not null && labels is not null ? (images.Path, labels.Path) : (folder.Path, folder.Path);
        var texts = Directory.EnumerateFiles(labelRoot, "*.txt", Below).Where(IsYolo).Take(MostAnnotations).ToList();
        var files = new FolderView(imageRoot).AllImages();
        var stems = files.Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        if (!texts.Exists(text => stems.Contains(Path.GetFileNameWithoutExtension(text))))
        {
            return null;
        }

        // A line that is no row of numbers is named by the run.
        var count = 1 + texts.SelectMany(TextLines.Read).Select(Numbers).Select(numbers => numbers is [var index, ..] && IsIndex(index) ? (int)index : -1).DefaultIfEmpty(-1).Max();
        var (names, source) = YoloNames(folder, count);
        return new($"YOLO: {files.Count} images, {names.Count} classes", "detection")
        {
            Datasets = (_, _) => new()
            {
                ["photos"] = Dataset(
                    "thelper.data.YOLODataset", ("root", imageRoot), ("label_root", labelRoot), ("class_names", source is null ? names.Select(name => (object?)name).ToList() : source), ("background", true)),
            },
            Images = files,
            Count = files.Count,
            Classes = names,
            Notes = source is null ? ["No file names the classes (data.yaml, classes.txt, obj.names); write their names in place of the numbers."] : [],
        };
    }

    private static List<string> Sets(FolderView year, string kind)
    {
        var lists = new VocFolder(year.Path);
        return [.. VocSets.Where(subset => File.Exists(lists.List(kind, subset)))];
    }

    private static List<string> VocClasses(FolderView annotations)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in annotations.Files(".xml").Take(MostAnnotations))
        {
            using var stream = InputFile.OpenRead(annotations[file]);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            try
            {
                while (reader.ReadToFollowing("object"))
                {
                    if (reader.ReadToDescendant("name"))
                    {
                        names.Add(reader.ReadElementContentAsString().Trim());
                    }
                }
            }
            catch (XmlException)
            {
                // The run names the file; here it does not count.
            }
        }

        return [.. names];
    }

    private sealed record CocoContent(List<string> Names, List<string> Categories, bool HasShapes);

    private static CocoContent? CocoFile(string path)
    {
        try
        {
            using var stream = InputFile.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("images", out var images) || !root.TryGetProperty("annotations", out var annotations) || !root.TryGetProperty("categories", out var categories))
            {
                return null;
            }

            return new(
                [.. images.EnumerateArray().Select(image => image.GetProperty("file_name").GetString()!)],
                [.. categories.EnumerateArray().Select(category => category.GetProperty("name").ToString())],
                annotations.EnumerateArray().Any(entry => entry.TryGetProperty("segmentation", out var shape) && (shape.ValueKind == JsonValueKind.Object || (shape.ValueKind == JsonValueKind.Array && shape.GetArrayLength() > 0))));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Some other JSON.
            return null;
        }
    }

    private static string? ImageRoot(FolderView folder, List<string> names)
        => names.Count == 0 ? null : new[] { folder.Path }.Concat(folder.Folders.Select(name => folder[name])).FirstOrDefault(root => File.Exists(Path.Join(root, names[0])));

    private static bool IsYolo(string path)
    {
        var lines = TextLines.Read(path).Where(line => line.Trim().Length > 0).Take(3).ToList();
        return lines.Count > 0 && lines.TrueForAll(line => Numbers(line) is { Length: >= 5 } numbers && IsIndex(numbers[0]) && numbers.Skip(1).Take(4).All(value => value is >= -0.5 and <= 1.5));
    }

    private static bool IsIndex(double number) => number == Math.Floor(number) && number is >= 0 and < 10_000;

    private static double[]? Numbers(string line)
    {
        var parts = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    // The names, and the file that has them.
    private static (IReadOnlyList<string> Names, string? Source) YoloNames(FolderView folder, int count)
    {
        foreach (var name in NameFiles.Where(name => File.Exists(folder[name])))
        {
            try
            {
                return (Tasks.ClassNameList.Read(folder[name]), folder[name]);
            }
            catch (UserErrorException)
            {
                // Without names in it.
            }
        }

        return ([.. Enumerable.Range(0, count).Select(index => $"class_{index.ToString(CultureInfo.InvariantCulture)}")], null);
    }
}
