using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Vision.Datasets;

/// <summary>Images in one folder per class, everything in order of name.</summary>
[TypeName("torchvision.datasets.folder.ImageFolder", "torchvision.datasets.ImageFolder")]
public sealed class ImageFolder : IVisionDataset
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"];
    private readonly string root;
    private readonly string[] files;
    private readonly int[] labels;

    /// <summary>Lists the images; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, or a class folder has no image.</exception>
    public ImageFolder(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new UserErrorException($"the folder '{root}' does not exist (relative paths start at '{Directory.GetCurrentDirectory()}')");
        }

        this.root = root;
        var classes = Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal).ToArray();
        if (classes.Length == 0)
        {
            throw new UserErrorException($"the folder '{root}' has no subfolder; an image folder needs one per class");
        }

        var found = new List<string>();
        var owners = new List<int>();
        for (var i = 0; i < classes.Length; i++)
        {
            var before = found.Count;
            Walk(Path.Join(root, classes[i]), "", found);
            if (found.Count == before)
            {
                throw new UserErrorException($"the class folder '{Path.Join(root, classes[i])}' holds no image ({string.Join(", ", Extensions)}); add some, or remove the folder");
            }

            owners.AddRange(Enumerable.Repeat(i, found.Count - before));
        }

        Classes = classes;
        files = [.. found];
        labels = [.. owners];
    }

    /// <inheritdoc/>
    public int Count => files.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor height x width x 3 in RGB order, and the class index.</returns>
    /// <exception cref="UserErrorException">The image cannot be read; the message names it.</exception>
    public IReadOnlyList<object?> GetItem(int index)
    {
        var image = ImageCodec.Decode(Describe(index));
        var pixels = image.DataSpan<byte>();
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        }

        return [image, (long)labels[index]];
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string Describe(int index) => Path.Join(root, Classes[labels[index]], files[index]);

    // A folder's own images come before those of its subfolders.
    private static void Walk(string folder, string prefix, List<string> found)
    {
        var own = Directory.EnumerateFiles(folder).Where(file => Array.Exists(Extensions, extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));
        found.AddRange(own.Select(file => prefix + Path.GetFileName(file)).Order(StringComparer.Ordinal));
        foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories().Where(inner => inner.LinkTarget is null).OrderBy(inner => inner.Name, StringComparer.Ordinal))
        {
            Walk(inner.FullName, $"{prefix}{inner.Name}/", found);
        }
    }
}
