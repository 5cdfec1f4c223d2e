using System.Text.Json;
using Thelper.Vision.Formats;

namespace Thelper.Vision.Datasets;

/// <summary>Images with the annotations of a COCO file, in order of the images' ids.</summary>
/// <remarks>
/// T.-Y. Lin et al., "Microsoft COCO: common objects in context", ECCV 2014. The annotation file is kept in memory as it is; what
/// belongs to an image is parsed when it is asked for.
/// </remarks>
[TypeName("torchvision.datasets.coco.CocoDetection", "torchvision.datasets.CocoDetection")]
public sealed class CocoDetection : IVisionDataset
{
    private readonly string root;
    private readonly string annotationFile;
    private readonly CocoFile file;
    private readonly string[] files;
    private readonly List<CocoEntry>[] annotations;

    /// <summary>Reads the annotation file; no image is opened.</summary>
    /// <param name="root">The folder of the images.</param>
    /// <param name="annFile">The annotation file (JSON).</param>
    /// <exception cref="UserErrorException">The annotation file is missing or damaged.</exception>
    public CocoDetection(string root, string annFile)
    {
        this.root = root;
        annotationFile = annFile;
        file = CocoFile.Read(annFile);
        var images = new Dictionary<long, CocoEntry>();
        foreach (var entry in file.Images ?? [])
        {
            images[Required(entry.Id, "an image has no 'id'")] = entry;
        }

        var ids = images.Keys.Order().ToArray();
        files = Array.ConvertAll(ids, id => FileName(images[id]));
        annotations = Group(ids);
    }

    /// <inheritdoc/>
    public int Count => files.Length;

    /// <summary>Null, as in torchvision.</summary>
    public IReadOnlyList<string>? Classes => null;

    /// <summary>False: the truth is no class index.</summary>
    public bool HasLabels => false;

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor height x width x 3 in RGB order, and a list with a dictionary per annotation, as in the file.</returns>
    /// <exception cref="UserErrorException">The image cannot be read; the message names it.</exception>
    public IReadOnlyList<object?> GetItem(int index)
    {
        var found = annotations[index].ConvertAll(Plain);
        return [RgbImage.Read(Describe(index)), found];
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => throw new NotSupportedException("These samples have no class index.");

    /// <inheritdoc/>
    public string Describe(int index) => Path.Join(root, files[index]);

    string? IVisionDataset.Root => root;

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [Describe(index), annotationFile];

    // Of annotations with the same id, all are the last one, as the COCO API has it.
    private List<CocoEntry>[] Group(long[] ids)
    {
        var last = new Dictionary<long, CocoEntry>();
        foreach (var entry in file.Annotations ?? [])
        {
            last[Required(entry.Id, "an annotation has no 'id'")] = entry;
        }

        var groups = Array.ConvertAll(ids, _ => new List<CocoEntry>());
        foreach (var entry in file.Annotations ?? [])
        {
            if (Array.BinarySearch(ids, Required(entry.ImageId, "an annotation has no 'image_id'")) is >= 0 and var index)
            {
                groups[index].Add(last[entry.Id!.Value]);
            }
        }

        return groups;
    }

    private string FileName(CocoEntry image)
    {
        using var document = file.Parse(image);
        return document.RootElement.TryGetProperty("file_name", out var name) && name.ValueKind == JsonValueKind.String
            ? Unicode(() => name.GetString()!)
            : throw Refused("an image has no 'file_name'");
    }

    private object? Plain(CocoEntry entry)
    {
        using var document = file.Parse(entry);
        return Plain(document.RootElement);
    }

    private object? Plain(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                {
                    map[Unicode(() => property.Name)] = Plain(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(Plain).ToList();
            case JsonValueKind.String:
                return Unicode(() => element.GetString()!);
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? whole : element.GetDouble();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                return null;
        }
    }

    private string Unicode(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Refused("a text is not valid Unicode");
        }
    }

    private long Required(long? id, string missing) => id ?? throw Refused(missing);

    private AnnotationException Refused(string what) => new($"{file.Path}: not a COCO annotation file: {what}");
}
