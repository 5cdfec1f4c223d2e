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
    public IReadOnlyList<object?> GetItem(int index) => [RgbImage.Read(Describe(index)), (long)labels[index]];

    /// <inheritdoc/>
    public long LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string Describe(int index) => Path.Join(root, Classes[labels[index]], files[index]);

    string? IVisionDataset.Root => root;

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [Describe(index)];

    // Folders come in order of their paths as texts, as torchvision sorts them: 'a-b' before 'a/c'.
    private static void Walk(string folder, string prefix, List<string> found)
    {
        var inner = new List<(string Path, string Prefix)> { (folder, prefix) };
        for (var i = 0; i < inner.Count; i++)
        {
            var (path, before) = inner[i];
            inner.AddRange(new DirectoryInfo(path).EnumerateDirectories().Where(child => child.LinkTarget is null).Select(child => (child.FullName, $"{before}{child.Name}/")));
        }

        foreach (var (path, before) in inner.OrderBy(entry => entry.Prefix.TrimEnd('/'), StringComparer.Ordinal))
        {
            var own = Directory.EnumerateFiles(path).Where(file => Array.Exists(Extensions, extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));
            found.AddRange(own.Select(file => before + Path.GetFileName(file)).Order(StringComparer.Ordinal));
        }
    }
}
