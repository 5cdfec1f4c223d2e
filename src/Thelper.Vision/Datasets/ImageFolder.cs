using Thelper.Vision.Formats;

namespace Thelper.Vision.Datasets;

/// <summary>Images in one folder per class, everything in order of name.</summary>
/// <remarks>Hidden files and folders, and what operating systems leave behind, count at no depth; torchvision takes a folder <c>.ipynb_checkpoints</c> for a class.</remarks>
[TypeName("torchvision.datasets.folder.ImageFolder", "torchvision.datasets.ImageFolder")]
public sealed class ImageFolder : IVisionDataset
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"];
    private readonly string root;
    private readonly ClassFolders folders;

    /// <summary>Lists the images; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="allowEmpty">Whether a class folder without an image is a class all the same.</param>
    /// <param name="progress">Told which files were left out, and why.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, or a class folder has no image.</exception>
    public ImageFolder(string root, bool allowEmpty = false, IProgress<string>? progress = null)
    {
        this.root = root;
        folders = ClassFolders.List(root, IsImage, $" ({string.Join(", ", Extensions)})", allowEmpty, progress);
    }

    /// <inheritdoc/>
    public int Count => folders.Files.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => folders.Classes;

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor height x width x 3 in RGB order, and the class index.</returns>
    /// <exception cref="UserErrorException">The image cannot be read; the message names it.</exception>
    public IReadOnlyList<object?> GetItem(int index) => [RgbImage.Read(Describe(index)), (long)folders.Labels[index]];

    /// <inheritdoc/>
    public long LabelOf(int index) => folders.Labels[index];

    /// <inheritdoc/>
    public string Describe(int index) => Path.Join(root, folders.Classes[folders.Labels[index]], folders.Files[index]);

    string? IVisionDataset.Root => root;

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [Describe(index)];

    private static bool IsImage(ReadOnlySpan<char> name)
    {
        foreach (var extension in Extensions)
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
