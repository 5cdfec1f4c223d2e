using Microsoft.Extensions.Logging;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Formats;

namespace Thelper.Data.Datasets;

/// <summary>Segmentation data as a folder of images and a folder of masks: files of the same relative path, whatever their extensions, belong together.</summary>
/// <remarks>
/// A sample has the fields image (uint8, height x width x 3, BGR), label map (uint8, height x width: class indices and <c>dontcare</c>), path and mask path (texts) and number.
/// Without <c>color_map</c> a mask's grey values are the class indices; with it, its colours are looked up.
/// </remarks>
[TypeName("thelper.data.parsers.ImageMaskDataset", "thelper.data.ImageMaskDataset")]
public sealed class ImageMaskDataset : SegmentationDataset
{
    private const int MaxClasses = 256;

    private readonly string imageRoot;
    private readonly string maskRoot;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string maskPathKey;
    private readonly string idxKey;
    private readonly string[] images;
    private readonly string[] masks;
    private readonly Dictionary<int, byte>? ofColor;
    private readonly bool[] known = new bool[256];

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
    /// <param name="log">Told of classes that are left out or renamed.</param>
    /// <exception cref="UserErrorException">A folder is missing or has no image, an image has no mask, or an option is out of range.</exception>
    public ImageMaskDataset(
        string imageRoot,
        string maskRoot,
        object classNames,
        int? dontcare = null,
        object? colorMap = null,
        ITransform? transforms = null,
        string imageKey = "image",
        string labelMapKey = "label_map",
        string pathKey = "path",
        string maskPathKey = "mask_path",
        string idxKey = "idx",
        string order = "name",
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

        known.AsSpan(0, Classes.ClassNames.Count).Fill(true);
        if (dontcare is not null)
        {
            known[dontcare.Value] = true;
        }

        ofColor = Classes.ColorMap.Count == 0 ? null : Colors();
        images = ImageListing.Of(imageRoot, order);
        masks = Match();
    }

    /// <inheritdoc/>
    public override int Count => images.Length;

    /// <inheritdoc/>
    public override string Describe(int index) => Path.Join(imageRoot, images[index]);

    /// <inheritdoc/>
    internal override string? Root => imageRoot;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(int index) => [Describe(index), Path.Join(maskRoot, masks[index])];

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var (path, maskPath) = (Describe(index), Path.Join(maskRoot, masks[index]));
        var image = ImageCodec.Decode(path);
        var labels = ofColor is null ? Indices(maskPath) : Lookup(ImageCodec.Decode(maskPath), ofColor, maskPath);
        if (labels.shape[0] != image.shape[0] || labels.shape[1] != image.shape[1])
        {
            throw new AnnotationException(FormattableString.Invariant(
                $"{maskPath}: the mask has {labels.shape[1]} x {labels.shape[0]} pixels, its image {image.shape[1]} x {image.shape[0]}"));
        }

        return new Sample { [imageKey] = image, [Classes.LabelMapKey] = labels, [idxKey] = (long)index, [pathKey] = path, [maskPathKey] = maskPath };
    }

    private static string Stem(string file) => file[..file.LastIndexOf('.')];

    private string[] Match()
    {
        var byStem = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mask in ImageListing.Images(maskRoot, ImageListing.ByName))
        {
            if (!byStem.TryAdd(Stem(mask), mask))
            {
                throw new UserErrorException($"the folder '{maskRoot}' holds two masks '{mask}' and '{byStem[Stem(mask)]}' for one image; remove one");
            }
        }

        var missing = Array.FindAll(images, image => !byStem.ContainsKey(Stem(image)));
        return missing.Length == 0
            ? Array.ConvertAll(images, image => byStem[Stem(image)])
            : throw new UserErrorException(FormattableString.Invariant(
                $"{missing.Length} of {images.Length} images have no mask of the same name in '{maskRoot}', the first is '{missing[0]}'"));
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

    private torch.Tensor Indices(string path)
    {
        var labels = ImageCodec.Decode(path, DecodeMode.Unchanged);
        if (labels.dim() != 2 || labels.dtype != torch.uint8)
        {
            throw new AnnotationException(
                $"{path}: a mask of class indices must be an 8-bit grey image, this one is {labels.dtype} with {(labels.dim() == 2 ? 1 : labels.shape[2])} channels; for coloured masks give a color_map");
        }

        foreach (var value in labels.DataSpan<byte>())
        {
            if (!known[value])
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}: the mask holds the value {value}; the indices of {Classes.ClassNames.Count} classes are 0 to {Classes.ClassNames.Count - 1} (for pixels without a class set dontcare)"));
            }
        }

        return labels;
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
