using Microsoft.Extensions.Logging;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Formats;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>Pairs of a photograph and its copy of lower resolution, made from a folder of class folders as <see cref="ImageFolderDataset"/> reads it.</summary>
/// <remarks>
/// Each image is cut to its centre if asked to, made smaller by <c>downscale_factor</c> with linear interpolation, and, with <c>rescale_lowres</c>,
/// brought back to its size the same way. The <see cref="SuperResolution"/> task names the two images; path, number and label are metadata.
/// </remarks>
[TypeName("thelper.data.parsers.SuperResFolderDataset", "thelper.data.SuperResFolderDataset")]
[SampleFields("{lowres_image_key}", "{highres_image_key}", "{path_key}", "{idx_key}", "{label_key}")]
public sealed class SuperResFolderDataset : Dataset
{
    private readonly string root;
    private readonly double factor;
    private readonly bool rescale;
    private readonly (long Width, long Height)? crop;
    private readonly string lowresKey;
    private readonly string highresKey;
    private readonly string pathKey;
    private readonly string idxKey;
    private readonly string labelKey;
    private readonly string[] files;

    /// <summary>Lists the images; none is opened.</summary>
    /// <param name="root">The folder of the class folders; those without an image are left out.</param>
    /// <param name="downscaleFactor">How many times smaller the low resolution is, above 1.</param>
    /// <param name="rescaleLowres">Whether the image of low resolution is brought back to the size of the other.</param>
    /// <param name="centerCrop">Width and height to cut from the centre first, or one number for both, in pixels; black beyond the image. Null keeps the whole image.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="lowresImageKey">Field of the low resolution, a uint8 tensor height x width x 3 in BGR order.</param>
    /// <param name="highresImageKey">Field of the high resolution, likewise.</param>
    /// <param name="pathKey">Field of the path: the root as given, joined with the path below it.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="labelKey">Field of the label, the name of the class folder.</param>
    /// <param name="order"><c>filesystem</c> (as the operating system lists it), <c>name</c>, or a text file with one relative path per line.</param>
    /// <param name="log">Told which files were left out, and why.</param>
    /// <exception cref="UserErrorException">The root is missing or holds no class folder with an image, or an option is out of range.</exception>
    public SuperResFolderDataset(
        string root,
        double downscaleFactor = 2.0,
        bool rescaleLowres = true,
        object? centerCrop = null,
        ITransform? transforms = null,
        string lowresImageKey = "lowres_image",
        string highresImageKey = "highres_image",
        string pathKey = "path",
        string idxKey = "idx",
        string labelKey = "label",
        string order = "filesystem",
        ILogger? log = null)
        : base(transforms)
    {
        if (!(downscaleFactor > 1) || !double.IsFinite(downscaleFactor))
        {
            throw new UserErrorException(FormattableString.Invariant($"downscale_factor must be above 1, got {downscaleFactor}"));
        }

        this.root = ImageListing.RequireFolder(root);
        factor = downscaleFactor;
        rescale = rescaleLowres;
        crop = CropSize(centerCrop);
        (lowresKey, highresKey, this.pathKey, this.idxKey, this.labelKey) = (lowresImageKey, highresImageKey, pathKey, idxKey, labelKey);
        files = ImageListing.IsWalk(order) ? Walk(root, order, log) : [.. ImageListing.Read(order, root)];
        if (Array.Find(files, file => !file.Contains('/', StringComparison.Ordinal)) is { } stray)
        {
            throw new UserErrorException($"{order}: '{stray}' is not in a class folder");
        }

        if (files.Length == 0)
        {
            throw new UserErrorException($"no subfolder of '{root}' holds an image ({FolderEntries.ImageEndings}); this dataset needs at least one folder of images");
        }

        Task = new SuperResolution(lowresImageKey, highresImageKey, [pathKey, idxKey, labelKey]);
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override bool IsBgr => true;

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override string Describe(int index) => Path.Join(root, files[index]);

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var path = Describe(index);
        var highres = ImageCodec.Decode(path);
        if (crop is { } size)
        {
            var left = (highres.shape[1] / 2) - (size.Width / 2);
            var top = (highres.shape[0] / 2) - (size.Height / 2);
            highres = ImageOps.SafeCrop(highres, left, top, left + size.Width, top + size.Height);
        }

        var lowres = Shrink(highres, path);
        if (rescale)
        {
            lowres = ImageOps.Resize(lowres, highres.shape[1], highres.shape[0]);
        }

        return new Sample
        {
            [lowresKey] = lowres,
            [highresKey] = highres,
            [idxKey] = (long)index,
            [pathKey] = path,
            [labelKey] = files[index][..files[index].IndexOf('/', StringComparison.Ordinal)],
        };
    }

    private static string[] Walk(string root, string order, ILogger? log)
    {
        var leftOut = new LeftOut();
        string[] found =
        [
            .. ImageListing.ClassFolders(root, order, leftOut)
                .SelectMany(folder => ImageListing.Images(Path.Join(root, folder), order, leftOut, $"{folder}/").Select(image => $"{folder}/{image}")),
        ];
        ImageListing.Tell(leftOut, root, log);
        return found;
    }

    private static (long Width, long Height)? CropSize(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var (x, y) = TransformArguments.Pair(value, "center_crop");
        return TransformArguments.IsInteger(x) && TransformArguments.IsInteger(y) && TransformArguments.Number(x) > 0 && TransformArguments.Number(y) > 0
            ? ((long)TransformArguments.Number(x)!.Value, (long)TransformArguments.Number(y)!.Value)
            : throw new UserErrorException("center_crop must be one or two whole numbers above 0 (width, height)");
    }

    private torch.Tensor Shrink(torch.Tensor image, string path)
    {
        var (height, width) = (image.shape[0], image.shape[1]);
        return Math.Round(width / factor) >= 1 && Math.Round(height / factor) >= 1
            ? ImageOps.Scale(image, 1 / factor, 1 / factor)
            : throw new UserErrorException(FormattableString.Invariant($"{path}: the image of {width} x {height} pixels is too small to be made {factor} times smaller"));
    }
}
