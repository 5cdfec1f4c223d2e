using System.Globalization;
using System.Text;
using System.Text.Json;
using Thelper.Data.Formats.Coco;
using Thelper.Data.Formats.Voc;
using Thelper.Data.Formats.Yolo;
using Thelper.Imaging;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Web.Annotating;

/// <summary>Writes what is saved as other programs and data sets read it, under the names of the images: <c>export/DATASET/</c>.</summary>
internal static class AnnotationExport
{
    /// <summary>Writes the files.</summary>
    /// <param name="store">The session; what is open is saved first.</param>
    /// <returns>Number of samples that are written.</returns>
    /// <exception cref="UserErrorException">A file is damaged, or cannot be written.</exception>
    public static int Write(AnnotationStore store)
    {
        store.SaveAll();
        return store.Datasets.Sum(entry => Write(store, entry.Name, entry.Dataset));
    }

    private static int Write(AnnotationStore store, string name, Data.Dataset dataset)
    {
        var folder = Path.Combine(store.Folder, "export", name);
        var indices = Enumerable.Range(0, dataset.Count).Where(index => File.Exists(store.FilesOf(store.NumberOf(name, index)).Mask)).ToList();
        var paths = indices.ConvertAll(dataset.Describe);
        var root = RootOf(paths);
        var classes = store.Settings.Labels.Select(label => label.Name).ToList();
        var names = store.Settings.Labels.ToDictionary(label => label.Id, label => label.Name);
        var images = new List<(string FileName, int Width, int Height, IReadOnlyList<BoundingBox> Boxes)>();
        var table = new StringBuilder("path,label\n");
        var (stems, pages) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (index, path) in indices.Zip(paths))
        {
            var files = store.FilesOf(store.NumberOf(name, index));
            var file = root is null ? index.ToString("D6", CultureInfo.InvariantCulture) : Path.GetRelativePath(root, path);
            var stem = Added(stems, Path.ChangeExtension(file, null));
            var page = Added(pages, stem.Replace('/', '_'));
            var bytes = InputFile.ReadAllBytes(files.Mask);
            using var scope = torch.NewDisposeScope();
            var pixels = ImageCodec.Decode(bytes, DecodeMode.Unchanged, files.Mask);
            var mask = new LabelMask((int)pixels.shape[1], (int)pixels.shape[0], pixels.data<byte>().ToArray());
            var objects = SampleFiles.ReadObjects(files.Objects);
            IReadOnlyList<BoundingBox> boxes = [.. objects.Boxes.Where(box => names.ContainsKey(box.Label))
                .Select(box => new BoundingBox(names[box.Label], [box.Left, box.Top, box.Right, box.Bottom], includeMargin: false))];
            Put(Path.Combine(folder, "masks", stem + ".png"), bytes);
            Put(Path.Combine(folder, "polygons", stem + ".json"), Text(JsonSerializer.Serialize(
                store.Settings.Labels.Select(label => new { label = label.Name, rings = Outlines.Of(mask, (byte)label.Id) }).Where(entry => entry.rings.Count > 0), Journal.Format)));
            Put(Path.Combine(folder, "voc", "Annotations", page + ".xml"), Text(VocWriter.Text(Path.GetFileName(file), mask.Width, mask.Height, boxes)));
            Put(Path.Combine(folder, "yolo", stem + ".txt"), Text(YoloWriter.Text(mask.Width, mask.Height, boxes, classes)));
            images.Add((file, mask.Width, mask.Height, boxes));
            if (objects.Class is { } label && names.TryGetValue(label, out var text))
            {
                table.Append(CultureInfo.InvariantCulture, $"{Quoted(file)},{Quoted(text)}\n");
            }
        }

        Put(Path.Combine(folder, "voc", "ImageSets", "Main", "trainval.txt"), Text(string.Concat(pages.Select(name => name + "\n"))));
        Put(Path.Combine(folder, "coco.json"), Text(CocoWriter.Text(images, classes)));
        Put(Path.Combine(folder, "classes.csv"), Text(table.ToString()));
        return indices.Count;
    }

    // Names as they are written; "a.jpg" beside "a.png" gets another one, so that nothing is written over.
    private static string Added(HashSet<string> names, string name)
    {
        while (!names.Add(name))
        {
            name += "_";
        }

        return name;
    }

    // The folder that all images are in; null where samples are no files.
    private static string? RootOf(List<string> paths)
    {
        if (paths.Count == 0 || !paths.All(File.Exists))
        {
            return null;
        }

        var root = Path.GetDirectoryName(Path.GetFullPath(paths[0]));
        while (root is not null && !paths.All(path => Path.GetFullPath(path).StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            root = Path.GetDirectoryName(root);
        }

        return root;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Put(string path, byte[] content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NotStoredException($"{path}: cannot be written: {error.Message}", error);
        }

        SampleFiles.Write(path, content);
    }
}
