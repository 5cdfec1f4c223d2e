using Thelper.Vision.Formats;

namespace Thelper.Vision.Datasets;

/// <summary>Files in one folder per class, everything in order of name, read by a loader.</summary>
/// <remarks>Hidden files and folders, and what operating systems leave behind, count at no depth.</remarks>
[TypeName("torchvision.datasets.folder.DatasetFolder", "torchvision.datasets.DatasetFolder")]
public sealed class DatasetFolder : IVisionDataset
{
    private readonly Func<string, object?> loader;
    private readonly string root;
    private readonly ClassFolders folders;

    /// <summary>Lists the files; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="loader">Name of the function that reads a file: <c>default_loader</c> or <c>pil_loader</c> (both: an image in RGB order), with or without <c>torchvision.datasets.folder.</c> in front.</param>
    /// <param name="extensions">Endings of the files' names, such as <c>[".png"]</c>; capitals do not matter.</param>
    /// <param name="allowEmpty">Whether a class folder without such a file is a class all the same.</param>
    /// <param name="progress">Told which files were left out, and why.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, a class folder has no such file, or there is no such loader.</exception>
    [ConfigConstructor]
    public DatasetFolder(string root, string loader, IReadOnlyList<string> extensions, bool allowEmpty = false, IProgress<string>? progress = null)
        : this(root, Named(loader), extensions, null, allowEmpty, progress)
    {
    }

    /// <summary>Lists the files; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="loader">Reads a file, given its path; called from several threads at once.</param>
    /// <param name="extensions">Endings of the files' names; null if <paramref name="isValidFile"/> chooses.</param>
    /// <param name="isValidFile">Chooses files by their path; null if <paramref name="extensions"/> does.</param>
    /// <param name="allowEmpty">Whether a class folder without such a file is a class all the same.</param>
    /// <param name="progress">Told which files were left out, and why.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, or a class folder has no such file.</exception>
    public DatasetFolder(string root, Func<string, object?> loader, IReadOnlyList<string>? extensions = null, Func<string, bool>? isValidFile = null, bool allowEmpty = false, IProgress<string>? progress = null)
    {
        this.loader = loader;
        this.root = root;
        if (extensions is null == isValidFile is null)
        {
            throw new UserErrorException("a dataset folder needs either extensions or a function that chooses files, not both");
        }

        folders = ClassFolders.List(
            root,
            name => extensions is null || EndsLike(name, extensions),
            extensions is null ? "" : $" ({string.Join(", ", extensions)})",
            allowEmpty,
            progress,
            isValidFile);
    }

    /// <inheritdoc/>
    public int Count => folders.Files.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => folders.Classes;

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>What the loader returns (a uint8 tensor height x width x 3 in RGB order), and the class index.</returns>
    /// <exception cref="UserErrorException">The file cannot be read; the message names it.</exception>
    public IReadOnlyList<object?> GetItem(int index) => [loader(Describe(index)), (long)folders.Labels[index]];

    /// <inheritdoc/>
    public long LabelOf(int index) => folders.Labels[index];

    /// <inheritdoc/>
    public string Describe(int index) => Path.Join(root, folders.Classes[folders.Labels[index]], folders.Files[index]);

    string? IVisionDataset.Root => root;

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [Describe(index)];

    private static Func<string, object?> Named(string name) =>
        (name.StartsWith("torchvision.datasets.folder.", StringComparison.Ordinal) ? name["torchvision.datasets.folder.".Length..] : name) is "default_loader" or "pil_loader"
            ? RgbImage.Read
            : throw new UserErrorException($"unknown loader '{name}'; valid are default_loader and pil_loader (for other files write a class of your own)");

    private static bool EndsLike(ReadOnlySpan<char> name, IReadOnlyList<string> endings)
    {
        foreach (var ending in endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
