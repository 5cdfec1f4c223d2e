using Microsoft.Extensions.Logging;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Formats;

namespace Thelper.Data.Datasets;

/// <summary>Segmentation data as a folder of images and a folder of masks: files of the same relative path, whatever their endings, belong together, or those whose names fit two patterns.</summary>
/// <remarks>
/// A sample has the fields image (uint8, height x width x 3, BGR), label map (uint8, height x width: class indices and <c>dontcare</c>), path and mask path (texts) and number.
/// Without <c>color_map</c> a mask's stored values are read (grey values, entries of a palette; see <see cref="LabelImage"/>), which are class indices unless
/// <c>mask_values</c> says otherwise; with it, its colours are looked up.
/// </remarks>
[TypeName("thelper.data.parsers.ImageMaskDataset", "thelper.data.ImageMaskDataset")]
[SampleFields("{image_key}", "{label_map_key}", "{path_key}", "{mask_path_key}", "{idx_key}")]
public sealed class ImageMaskDataset : SegmentationDataset
{
    private const int MaxClasses = 256;
    private const int MasksLookedAt = 4;

    private readonly string imageRoot;
    private readonly string maskRoot;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string maskPathKey;
    private readonly string idxKey;
    private readonly MaskPairs pairs;
    private readonly Dictionary<int, byte>? ofColor;
    private readonly MaskValues values;

    /// <summary>Lists the files; none is opened.</summary>
    /// <param name="imageRoot">The folder of the images, read with its subfolders.</param>
    /// <param name="maskRoot">The folder of the masks; files there without an image are ignored.</param>
    /// <param name="classNames">The classes; see <see cref="Segmentation"/>.</param>
    /// <param name="dontcare">Value of pixels that belong to no class, 0 to 255; with colours also the value of any colour without a class. Null where there are none.</param>
    /// <param name="colorMap">Colours (red, green, blue) of the classes in coloured masks; null where masks hold indices.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the image.</param>
    /// <param name="labelMapKey">Field of the label map.</param>
    /// <param name="pathKey">Field of the image's path.</param>
    /// <param name="maskPathKey">Field of the mask's path.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="order"><c>name</c>, <c>filesystem</c> (as the operating system lists it), or a text file with one relative path per line.</param>
    /// <param name="imagePattern">How images are named, without their ending: <c>{name}</c> stands for what an image and its mask have in common.</param>
    /// <param name="maskPattern">How masks are named, such as <c>{name}_mask</c>.</param>
    /// <param name="maskValues">
    /// What the values of masks stand for: <c>index</c> (class indices), <c>binary</c> (0 is the first of two classes, all else the second; in JPEGs, which blur, the second begins at 128), or a map of values and class names. Null is <c>index</c>.
    /// </param>
    /// <param name="log">Told of classes that are left out or renamed, of files that are left out, and of masks that look misread.</param>
    /// <exception cref="UserErrorException">A folder is missing or has no image, an image has no mask, two files have one partner, or an option is out of range.</exception>
    public ImageMaskDataset(
        string imageRoot,
        string maskRoot,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object classNames,
        int? dontcare = null,
        [ConfigValue(Holds = [typeof(Dictionary<string, object>), typeof(List<object>), typeof(string)])] object? colorMap = null,
        ITransform? transforms = null,
        string imageKey = "image",
        string labelMapKey = "label_map",
        string pathKey = "path",
        string maskPathKey = "mask_path",
        string idxKey = "idx",
        string order = "name",
        string imagePattern = NamePattern.Placeholder,
        string maskPattern = NamePattern.Placeholder,
        object? maskValues = null,
        ILogger? log = null)
        : base(classNames, imageKey, labelMapKey, [pathKey, maskPathKey, idxKey], dontcare, transforms, colorMap: colorMap, log: log)
    {
        this.imageRoot = ImageListing.RequireFolder(imageRoot);
        this.maskRoot = ImageListing.RequireFolder(maskRoot);
        (this.imageKey, this.pathKey, this.maskPathKey, this.idxKey) = (imageKey, pathKey, maskPathKey, idxKey);
        if (Classes.ClassNames.Count > MaxClasses || dontcare is < 0 or > byte.MaxValue)
        {
            throw new UserErrorException("masks have values from 0 to 255: there can be at most 256 classes, and dontcare must be in that range");
        }

        ofColor = Classes.ColorMap.Count == 0 ? null : Colors();
        if (ofColor is not null && maskValues is not null)
        {
            throw new UserErrorException("give either color_map (for coloured masks) or mask_values, not both");
        }

        values = new MaskValues(maskValues, Classes);
        pairs = MaskPairs.Find(imageRoot, maskRoot, imagePattern, maskPattern, order, log);
        if (Array.Find(pairs.Masks, mask => !values.Keeps(mask)) is { } lossy)
        {
            log?.Warn($"'{maskRoot}': masks such as '{lossy}' are JPEGs, whose compression changes values near edges; save them as PNG");
        }

        if (log is not null && ofColor is null && values.IsIndex && dontcare is { } ignored && AllIgnored(ignored))
        {
            log.Warn(FormattableString.Invariant(
                $"'{maskRoot}': the first masks hold nothing but 0 and {ignored}, and {ignored} is dontcare; if it stands for a class, set mask_values to 'binary' and leave dontcare out"));
        }
    }

    /// <inheritdoc/>
    public override bool IsBgr => true;

    /// <inheritdoc/>
    public override int Count => pairs.Images.Length;

    /// <inheritdoc/>
    public override string Describe(int index) => Path.Join(imageRoot, pairs.Images[index]);

    /// <inheritdoc/>
    internal override string? Root => imageRoot;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(int index) => [Describe(index), Path.Join(maskRoot, pairs.Masks[index])];

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var (path, maskPath) = (Describe(index), Path.Join(maskRoot, pairs.Masks[index]));
        var image = ImageCodec.Decode(path);
        var labels = LabelsOf(maskPath);
        if (labels.shape[0] != image.shape[0] || labels.shape[1] != image.shape[1])
        {
            var turned = labels.shape[0] == image.shape[1] && labels.shape[1] == image.shape[0] ? " (is the image turned by its EXIF orientation?)" : "; take masks that were made for images of this size";
            throw new AnnotationException(FormattableString.Invariant(
                $"{maskPath}: the mask has {labels.shape[1]} x {labels.shape[0]} pixels, its image {image.shape[1]} x {image.shape[0]}{turned}"));
        }

        return new Sample { [imageKey] = image, [Classes.LabelMapKey] = labels, [idxKey] = (long)index, [pathKey] = path, [maskPathKey] = maskPath };
    }

    private torch.Tensor LabelsOf(string path)
    {
        if (ofColor is not null)
        {
            using var colors = ImageCodec.Decode(path);
            return Lookup(colors, ofColor, path);
        }

        using var stored = LabelImage.Read(path);
        return values.Apply(stored, path);
    }

    // A look at a few: masks of 0 and 255 are mostly two classes, which a dontcare of 255 would hide without a word.
    private bool AllIgnored(int ignored)
    {
        var seen = false;
        for (var i = 0; i < pairs.Masks.Length; i += Math.Max(1, pairs.Masks.Length / MasksLookedAt))
        {
            try
            {
                using var stored = LabelImage.Read(Path.Join(maskRoot, pairs.Masks[i]));
                if (stored.dim() != 2 || stored.dtype != torch.uint8 || stored.DataSpan<byte>().ContainsAnyExcept((byte)0, (byte)ignored))
                {
                    return false;
                }

                seen |= stored.DataSpan<byte>().Contains((byte)ignored);
            }
            catch (ImageException)
            {
                // It is named when it is loaded.
                return false;
            }
        }

        return seen;
    }

    private Dictionary<int, byte> Colors()
    {
        var found = new Dictionary<int, byte>();
        foreach (var (index, color) in Classes.ColorMap)
        {
            var key = (color[2] << 16) | (color[1] << 8) | color[0];
            if (!found.TryAdd(key, (byte)index))
            {
                // An ignored value without a colour of its own is black, which a class may have.
                if (index != Classes.DontCare)
                {
                    throw new UserErrorException($"color_map: the classes {found[key]} and {index} have the same colour, which masks cannot tell apart");
                }
            }
        }

        return found;
    }

    private torch.Tensor Lookup(torch.Tensor image, Dictionary<int, byte> indices, string path)
    {
        var labels = torch.empty([image.shape[0], image.shape[1]], torch.uint8);
        var source = image.DataSpan<byte>();
        var target = labels.DataSpan<byte>();
        var (last, value) = (-1, (byte)0);
        for (int i = 0, at = 0; i < target.Length; i++, at += 3)
        {
            var key = (source[at] << 16) | (source[at + 1] << 8) | source[at + 2];
            if (key != last)
            {
                last = key;
                value = indices.TryGetValue(key, out var index) ? index
                    : Classes.DontCare is { } ignored ? (byte)ignored
                    : throw new AnnotationException(FormattableString.Invariant(
                        $"{path}: the mask has the colour [{source[at + 2]}, {source[at + 1]}, {source[at]}], which is in no entry of color_map (for pixels without a class set dontcare)"));
            }

            target[i] = value;
        }

        return labels;
    }
}
