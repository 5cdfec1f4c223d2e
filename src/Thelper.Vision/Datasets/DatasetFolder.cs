namespace Thelper.Vision.Datasets;

/// <summary>Files in one folder per class, everything in order of name, read by a loader.</summary>
[TypeName("torchvision.datasets.folder.DatasetFolder", "torchvision.datasets.DatasetFolder")]
public sealed class DatasetFolder : IVisionDataset
{
    private readonly Func<string, object?> loader;
    private readonly string root;
    private readonly string[] files;
    private readonly int[] labels;

    /// <summary>Lists the files; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="loader">Name of the function that reads a file: <c>default_loader</c> or <c>pil_loader</c> (both: an image in RGB order), with or without <c>torchvision.datasets.folder.</c> in front.</param>
    /// <param name="extensions">Endings of the files' names, such as <c>[".png"]</c>; capitals do not matter.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, a class folder has no such file, or there is no such loader.</exception>
    [ConfigConstructor]
    public DatasetFolder(string root, string loader, IReadOnlyList<string> extensions)
        : this(root, Named(loader), extensions)
    {
    }

    /// <summary>Lists the files; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="loader">Reads a file, given its path; called from several threads at once.</param>
    /// <param name="extensions">Endings of the files' names; null if <paramref name="isValidFile"/> chooses.</param>
    /// <param name="isValidFile">Chooses files by their path; null if <paramref name="extensions"/> does.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, or a class folder has no such file.</exception>
    public DatasetFolder(string root, Func<string, object?> loader, IReadOnlyList<string>? extensions = null, Func<string, bool>? isValidFile = null)
    {
        this.loader = loader;
        this.root = root;
        if (extensions is null == isValidFile is null)
        {
            throw new UserErrorException("a dataset folder needs either extensions or a function that chooses files, not both");
        }

        if (!Directory.Exists(root))
        {
            throw new UserErrorException($"the folder '{root}' does not exist (relative paths start at '{Directory.GetCurrentDirectory()}')");
        }

        string[] classes = [.. Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        if (classes.Length == 0)
        {
            throw new UserErrorException($"the folder '{root}' has no subfolder; a dataset folder needs one per class");
        }

        isValidFile ??= path => extensions!.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
        var (found, owners) = (new List<string>(), new List<int>());
        for (var i = 0; i < classes.Length; i++)
        {
            var folder = Path.Join(root, classes[i]);
            found.AddRange(FilesIn(folder).Where(isValidFile));
            if (found.Count == owners.Count)
            {
                throw new UserErrorException($"the class folder '{folder}' holds no fitting file{(extensions is null ? "" : $" ({string.Join(", ", extensions)})")}; add some, or remove the folder");
            }

            owners.AddRange(Enumerable.Repeat(i, found.Count - owners.Count));
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
    /// <returns>What the loader returns (a uint8 tensor height x width x 3 in RGB order), and the class index.</returns>
    /// <exception cref="UserErrorException">The file cannot be read; the message names it.</exception>
    public IReadOnlyList<object?> GetItem(int index) => [loader(files[index]), (long)labels[index]];

    /// <inheritdoc/>
    public long LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string Describe(int index) => files[index];

    string? IVisionDataset.Root => root;

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [Describe(index)];

    private static Func<string, object?> Named(string name) =>
        (name.StartsWith("torchvision.datasets.folder.", StringComparison.Ordinal) ? name["torchvision.datasets.folder.".Length..] : name) is "default_loader" or "pil_loader"
            ? RgbImage.Read
            : throw new UserErrorException($"unknown loader '{name}'; valid are default_loader and pil_loader (for other files write a class of your own)");

    // Folders come in order of their paths as texts, as torchvision sorts them: 'a-b' before 'a/c'. Links to folders are not followed, which could go round in circles.
    private static IEnumerable<string> FilesIn(string folder) =>
        new DirectoryInfo(folder).EnumerateDirectories("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false })
            .Select(inner => Path.Join(folder, Path.GetRelativePath(folder, inner.FullName)))
            .Append(folder)
            .Order(StringComparer.Ordinal)
            .SelectMany(inner => Directory.EnumerateFiles(inner).Order(StringComparer.Ordinal));
}
