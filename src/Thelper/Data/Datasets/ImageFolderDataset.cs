using Microsoft.Extensions.Logging;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Vision.Formats;

namespace Thelper.Data.Datasets;

/// <summary>Labelled images: one subfolder of the root per class, walked recursively.</summary>
/// <remarks>Class names are the folder names, sorted. Files directly in the root do not count, nor do hidden files and folders and what systems leave behind, at any depth.</remarks>
[TypeName("thelper.data.parsers.ImageFolderDataset", "thelper.data.ImageFolderDataset")]
public sealed class ImageFolderDataset : ClassificationDataset
{
    private const string Fail = "fail";
    private const string Skip = "skip";
    private const string Keep = "keep";

    // Folders of these names mostly hold one set of samples each, not one class.
    private static readonly string[] SetNames = ["train", "training", "valid", "validation", "val", "test", "testing", "dev", "eval"];

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
    /// <param name="emptyClasses">A class folder without an image: <c>fail</c>, <c>skip</c> (it is no class, as in thelper 0.6.2) or <c>keep</c> (it is a class without samples).</param>
    /// <param name="log">Told which files were left out and why, and what looks wrong about the folders.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, or a class folder has no image.</exception>
    public ImageFolderDataset(
        string root,
        ITransform? transforms = null,
        string imageKey = "image",
        string labelKey = "label",
        string pathKey = "path",
        string idxKey = "idx",
        string order = "filesystem",
        string emptyClasses = Fail,
        ILogger? log = null)
        : this(List(root, order, emptyClasses, log), root, transforms, imageKey, labelKey, pathKey, idxKey)
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

    private static Files List(string root, string order, string emptyClasses, ILogger? log)
    {
        ImageListing.RequireFolder(root);
        if (emptyClasses is not (Fail or Skip or Keep))
        {
            throw new UserErrorException($"empty_classes: expected '{Fail}', '{Skip}' or '{Keep}', got {PythonRepr.Of(emptyClasses)}");
        }

        var files = ImageListing.IsWalk(order) ? Walk(root, order, emptyClasses, log) : FromListing(order, root);
        ClassNameList.CheckPrintable(files.ClassNames, ImageListing.IsWalk(order) ? root : order);
        return files;
    }

    private static Files Walk(string root, string order, string emptyClasses, ILogger? log)
    {
        var leftOut = new LeftOut();
        var folders = ImageListing.ClassFolders(root, order, leftOut);
        if (folders.Count == 0)
        {
            throw new UserErrorException($"the folder '{root}' has no subfolder; an image folder dataset needs one per class");
        }

        var images = folders.ConvertAll(folder => ImageListing.Images(Path.Join(root, folder), order, leftOut, $"{folder}/"));
        ImageListing.Tell(leftOut, root, log);
        var empty = folders.Where((_, i) => images[i].Count == 0).Order(StringComparer.Ordinal).ToArray();
        if (empty.Length == folders.Count || (empty.Length > 0 && emptyClasses == Fail))
        {
            throw new UserErrorException(
                $"the folder '{Path.Join(root, empty[0])}' holds no image ({FolderEntries.ImageEndings}); add some, remove the folder, or set empty_classes to '{Skip}' (no class) or '{Keep}' (a class without samples)");
        }

        if (empty.Length > 0)
        {
            log?.Warn($"'{root}': class folders without an image, {(emptyClasses == Skip ? "which are no classes" : "which are classes without samples")}: {string.Join(", ", empty)}");
        }

        string[] classNames = [.. folders.Except(emptyClasses == Skip ? empty : []).Order(StringComparer.Ordinal)];
        WarnOfOddFolders(root, classNames, images[folders.IndexOf(classNames[0])], log);
        var labels = folders.SelectMany((folder, i) => Enumerable.Repeat(Array.BinarySearch(classNames, folder, StringComparer.Ordinal), images[i].Count));
        return new Files(classNames, [.. images.SelectMany(names => names)], [.. labels]);
    }

    private static void WarnOfOddFolders(string root, string[] classNames, List<string> ofFirst, ILogger? log)
    {
        if (ClassNameList.Alike(classNames) is { } alike)
        {
            log?.Warn($"'{root}': the class folders {alike} differ in capitals or blanks alone, or in how accents are stored (NFC, NFD); if they are one class, put their images in one folder");
        }

        if (Array.TrueForAll(classNames, name => SetNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            log?.Warn($"'{root}': the class folders are named {string.Join(", ", classNames)}: if each holds a set of samples with class folders of its own, make a data set of each");
        }
        else if (classNames.Length == 1 && ofFirst.TrueForAll(image => image.Contains('/', StringComparison.Ordinal)))
        {
            log?.Warn($"'{root}': there is one class, '{classNames[0]}', whose images are in folders of their own: if those are the classes, the root is '{Path.Join(root, classNames[0])}'");
        }
    }

    private static Files FromListing(string file, string root)
    {
        var lines = ImageListing.Read(file, root);
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
