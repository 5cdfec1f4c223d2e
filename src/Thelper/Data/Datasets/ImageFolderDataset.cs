using Microsoft.Extensions.Logging;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Data.Datasets;

/// <summary>Labelled images: one subfolder of the root per class, walked recursively.</summary>
/// <remarks>Class names are the folder names, sorted. Files directly in the root and hidden folders are ignored.</remarks>
[TypeName("thelper.data.parsers.ImageFolderDataset", "thelper.data.ImageFolderDataset")]
public sealed class ImageFolderDataset : ClassificationDataset
{
    private readonly string root;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string idxKey;
    private readonly Files files;

    /// <summary>Lists the images; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the image, a uint8 tensor height x width x 3 in BGR order.</param>
    /// <param name="labelKey">Field of the label, the class name.</param>
    /// <param name="pathKey">Field of the path: the root as given, joined with the path below it.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="order"><c>filesystem</c> (as the operating system lists it), <c>name</c>, or a text file with one relative path per line.</param>
    /// <param name="log">Told when the classes are sorted differently than listed.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, or a class folder has no image.</exception>
    public ImageFolderDataset(
        string root,
        ITransform? transforms = null,
        string imageKey = "image",
        string labelKey = "label",
        string pathKey = "path",
        string idxKey = "idx",
        string order = "filesystem",
        ILogger? log = null)
        : this(List(root, order, log), root, transforms, imageKey, labelKey, pathKey, idxKey)
    {
    }

    private ImageFolderDataset(Files files, string root, ITransform? transforms, string imageKey, string labelKey, string pathKey, string idxKey)
        : base(files.ClassNames, imageKey, labelKey, [pathKey, idxKey], transforms)
    {
        this.files = files;
        this.root = root;
        this.imageKey = imageKey;
        this.pathKey = pathKey;
        this.idxKey = idxKey;
    }

    /// <inheritdoc/>
    public override int Count => files.Names.Length;

    /// <inheritdoc/>
    public override bool HasLabels => true;

    /// <inheritdoc/>
    public override object? LabelOf(int index) => files.ClassNames[files.Labels[index]];

    /// <inheritdoc/>
    public override string Describe(int index) => Path.Join(root, files.ClassNames[files.Labels[index]], files.Names[index]);

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var path = Describe(index);
        return new Sample
        {
            [imageKey] = new ImageFile(path),
            [idxKey] = (long)index,
            [pathKey] = path,
            [Classes.LabelKey] = LabelOf(index),
        };
    }

    private static Files List(string root, string order, ILogger? log)
    {
        ImageListing.RequireFolder(root);
        var files = ImageListing.IsWalk(order) ? Walk(root, order, log) : FromListing(order);
        ClassNameList.CheckPrintable(files.ClassNames, ImageListing.IsWalk(order) ? root : order);
        return files;
    }

    private static Files Walk(string root, string order, ILogger? log)
    {
        var listed = ImageListing.ClassFolders(root, order, log);
        if (listed.Count == 0)
        {
            throw new UserErrorException($"the folder '{root}' has no subfolder; an image folder dataset needs one per class");
        }

        var classNames = listed.Order(StringComparer.Ordinal).ToArray();
        var names = new List<string>();
        var labels = new List<int>();
        foreach (var folder in listed)
        {
            var images = ImageListing.Of(Path.Join(root, folder), order);
            names.AddRange(images);
            labels.AddRange(Enumerable.Repeat(Array.BinarySearch(classNames, folder, StringComparer.Ordinal), images.Length));
        }

        return new Files(classNames, [.. names], [.. labels]);
    }

    private static Files FromListing(string file)
    {
        var lines = ImageListing.Read(file);
        var folders = lines.ConvertAll(line => line.IndexOf('/', StringComparison.Ordinal) is > 0 and var end
            ? line[..end]
            : throw new UserErrorException($"{file}: '{line}' is not in a class folder"));
        var classNames = folders.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (classNames.Length == 0)
        {
            throw new UserErrorException($"{file}: the listing names no image");
        }

        return new Files(
            classNames,
            [.. lines.Zip(folders, (line, folder) => line[(folder.Length + 1)..])],
            [.. folders.Select(folder => Array.BinarySearch(classNames, folder, StringComparer.Ordinal))]);
    }

    // Names are relative to the class folder: some 60 bytes a sample.
    private sealed record Files(string[] ClassNames, string[] Names, int[] Labels);
}
