using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Formats;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Formats.Voc;

/// <summary>PASCAL VOC 2012: label maps (<c>segm</c>) or boxes (<c>detect</c>) of 20 classes of things in photographs.</summary>
/// <remarks>
/// <para>
/// A sample has the fields name (text), image path (text), ground truth path (text: the label image or the annotation; null in the test set), image (uint8, height x
/// width x 3, RGB), ground truth (null in the test set) and number. The label map is uint8, height x width: class indices, and 255 for pixels without a class.
/// Boxes are a list of <see cref="BoundingBox"/> with margin, in the file's coordinates, which start at 1; their image id is the name as a number.
/// </para>
/// <para>The annotations are read when the dataset is made; with <c>preload</c> the images as well, as far as they fit into a quarter of the memory.</para>
/// </remarks>
[TypeName("thelper.data.pascalvoc.PASCALVOC", "thelper.data.PASCALVOC")]
public sealed class PASCALVOC : Dataset
{
    private const string SegmentationTask = "segm";
    private const string DetectionTask = "detect";
    private static readonly string[] Subsets = ["train", "trainval", "val", "test"];

    private readonly string root;
    private readonly VocFolder files;
    private readonly VocLabels labels;
    private readonly bool detect;
    private readonly bool truth;
    private readonly string imageKey;
    private readonly string nameKey;
    private readonly string idxKey;
    private readonly string imagePathKey;
    private readonly string gtPathKey;
    private readonly List<string> names;
    private readonly List<BoundingBox[]> boxes = [];
    private readonly List<(byte[] Image, byte[]? Labels, long Height, long Width)> loaded = [];

    /// <summary>Reads the lists and annotations.</summary>
    /// <param name="root">The folder that holds <c>VOCdevkit/VOC2012</c>.</param>
    /// <param name="task"><c>segm</c> or <c>detect</c>.</param>
    /// <param name="subset"><c>train</c>, <c>trainval</c>, <c>val</c> or <c>test</c>.</param>
    /// <param name="targetLabels">A class or a list of classes to use; null for all 20. The background stays 0 and the chosen classes are numbered from 1, in this order.</param>
    /// <param name="download">Fetches the archives into the root when there is no folder <c>VOCdevkit</c>.</param>
    /// <param name="preload">Whether to read and check all images at once.</param>
    /// <param name="useDifficult">Whether to keep boxes of objects called difficult.</param>
    /// <param name="useOccluded">Whether to keep boxes of objects that are partly hidden.</param>
    /// <param name="useTruncated">Whether to keep boxes of objects that reach beyond the image.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the image.</param>
    /// <param name="sampleNameKey">Field of the sample's name.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="imagePathKey">Field of the image's path.</param>
    /// <param name="gtPathKey">Field of the ground truth's path.</param>
    /// <param name="bboxesKey">Field of the boxes.</param>
    /// <param name="labelMapKey">Field of the label map.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="log">Told what is read.</param>
    /// <exception cref="UserErrorException">An option is unknown, or a file is missing or damaged.</exception>
    public PASCALVOC(
        string root,
        string task = "segm",
        string subset = "trainval",
        object? targetLabels = null,
        bool download = false,
        bool preload = true,
        bool useDifficult = false,
        bool useOccluded = true,
        bool useTruncated = true,
        ITransform? transforms = null,
        string imageKey = "image",
        string sampleNameKey = "name",
        string idxKey = "idx",
        string imagePathKey = "image_path",
        string gtPathKey = "gt_path",
        string bboxesKey = "bboxes",
        string labelMapKey = "label_map",
        IProgress<string>? progress = null,
        ILogger? log = null)
        : base(transforms)
    {
        RequireChoice("task", task, [SegmentationTask, DetectionTask]);
        RequireChoice("subset", subset, Subsets);
        (this.imageKey, nameKey, this.idxKey, this.imagePathKey, this.gtPathKey) = (imageKey, sampleNameKey, idxKey, imagePathKey, gtPathKey);
        detect = task == DetectionTask;
        truth = subset != "test";
        labels = new VocLabels(ReadTargets(targetLabels));
        this.root = root;
        files = new VocFolder(Path.Join(ImageListing.RequireFolder(root), "VOCdevkit", "VOC2012"));
        string[] metaKeys = [sampleNameKey, imagePathKey, gtPathKey, idxKey];
        Task = detect
            ? new Detection(labels.Names, imageKey, bboxesKey, metaKeys, background: 0, colorMap: labels.ClassColors)
            : new Segmentation(labels.Names, imageKey, labelMapKey, metaKeys, VocLabels.DontCare, labels.AllColors);
        if (download && !Directory.Exists(Path.Join(root, "VOCdevkit")))
        {
            VocDownload.Fetch(root, progress);
        }

        log?.Info($"initializing pascal voc dataset for task='{task}' and set='{subset}'...");
        names = VocSubset.Names(files, !detect, subset, labels.Targets);
        if (truth)
        {
            names = names.FindAll(name => Use(name, (difficult, occluded, truncated) =>
                (useDifficult || !difficult) && (useOccluded || !occluded) && (useTruncated || !truncated)));
        }

        if (names.Count == 0)
        {
            throw new UserErrorException($"no image of the subset '{subset}' of PASCAL VOC in '{root}' has what the options ask for");
        }

        if (preload)
        {
            Preload(log);
        }

        log?.Info(FormattableString.Invariant($"initialized {names.Count} samples"));
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override int Count => names.Count;

    /// <inheritdoc/>
    public override string Describe(int index) => files.Image(names[index]);

    /// <summary>Turns a coloured label image into class indices.</summary>
    /// <param name="image">uint8, height x width x 3, RGB.</param>
    /// <returns>uint8, height x width; 255 for any colour that none of the classes has.</returns>
    public torch.Tensor EncodeLabelMap(torch.Tensor image)
    {
        using var scope = torch.NewDisposeScope();
        return labels.Encode(ImageOps.ConvertColor(Pixels(image, 3, "image"), ColorConversion.BgrToRgb)).MoveToOuterDisposeScope();
    }

    /// <summary>Turns class indices into a coloured label image.</summary>
    /// <param name="labelMap">uint8, height x width.</param>
    /// <returns>uint8, height x width x 3, RGB; white for a value that is neither a class index nor 255.</returns>
    public torch.Tensor DecodeLabelMap(torch.Tensor labelMap)
    {
        using var scope = torch.NewDisposeScope();
        return labels.Decode(Pixels(labelMap, 2, "label map")).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(int index) =>
        truth ? [Describe(index), detect ? files.Annotation(names[index]) : files.LabelMap(names[index])] : [Describe(index)];

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var name = names[index];
        var (image, labelMap) = index < loaded.Count ? Restore(loaded[index]) : Read(name);
        return new Sample
        {
            [nameKey] = name,
            [imagePathKey] = files.Image(name),
            [gtPathKey] = !truth ? null : detect ? files.Annotation(name) : files.LabelMap(name),
            [imageKey] = image,
            [Task.GtKey!] = !truth ? null : detect ? boxes[index] : labelMap,
            [idxKey] = (long)index,
        };
    }

    private static (torch.Tensor Image, torch.Tensor? Labels) Restore((byte[] Image, byte[]? Labels, long Height, long Width) kept) =>
        (torch.tensor(kept.Image, [kept.Height, kept.Width, 3]), kept.Labels is null ? null : torch.tensor(kept.Labels, [kept.Height, kept.Width]));

    private static torch.Tensor Pixels(torch.Tensor tensor, int dimensions, string what)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.dtype == torch.uint8 && tensor.dim() == dimensions && (dimensions == 2 || tensor.shape[2] == 3)
            ? tensor
            : throw new UserErrorException($"the {what} must be uint8, height x width{(dimensions == 3 ? " x 3" : "")}, it is {tensor.dtype} ({string.Join(", ", tensor.shape)})");
    }

    private static IReadOnlyList<string>? ReadTargets(object? value) => value switch
    {
        null => null,
        string name => [name],
        _ when TransformArguments.Items(value) is { Count: > 0 } list && list.All(entry => entry is string) => [.. list.Cast<string>()],
        _ => throw new UserErrorException("target_labels must be a class name or a list of class names"),
    };

    private static void RequireChoice(string option, string value, string[] choices)
    {
        if (!choices.Contains(value))
        {
            throw new UserErrorException($"{option}: unknown value '{value}'{NearestName.Hint(value, choices)}");
        }
    }

    // Whether a sample has what the task needs; its boxes are kept.
    private bool Use(string name, Func<bool, bool, bool, bool> keep)
    {
        var annotation = VocAnnotation.Read(files.Annotation(name));
        if (!detect)
        {
            return annotation.Segmented
                ? true
                : throw new AnnotationException($"{files.Annotation(name)}: 'segmented' must be 1, as the image is listed among those with a label map");
        }

        var digits = name.Replace("_", "", StringComparison.Ordinal);
        var found = annotation.Boxes(labels, long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : name, keep, (Detection)Task);
        if (found.Length > 0)
        {
            boxes.Add(found);
        }

        return found.Length > 0;
    }

    private (torch.Tensor Image, torch.Tensor? Labels) Read(string name)
    {
        var image = ImageOps.ConvertColor(ImageCodec.Decode(files.Image(name)), ColorConversion.BgrToRgb);
        if (detect || !truth)
        {
            return (image, null);
        }

        var labelMap = labels.Encode(ImageCodec.Decode(files.LabelMap(name)));
        return image.shape[0] == labelMap.shape[0] && image.shape[1] == labelMap.shape[1]
            ? (image, labelMap)
            : throw new AnnotationException(FormattableString.Invariant(
                $"{files.LabelMap(name)}: the label map has {labelMap.shape[1]} x {labelMap.shape[0]} pixels, its image {image.shape[1]} x {image.shape[0]}"));
    }

    private void Preload(ILogger? log)
    {
        // Managed memory, so that the dataset needs no disposal; tensors are copies, as samples own theirs.
        var budget = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
        foreach (var name in names)
        {
            using var scope = torch.NewDisposeScope();
            var (image, labelMap) = Read(name);
            budget -= image.numel() + (labelMap?.numel() ?? 0);
            if (budget < 0)
            {
                log?.Warn(FormattableString.Invariant($"preloaded {loaded.Count} of {names.Count} images, which fill a quarter of the memory; the others are read when they are needed"));
                break;
            }

            loaded.Add((image.contiguous().DataSpan<byte>().ToArray(), labelMap?.DataSpan<byte>().ToArray(), image.shape[0], image.shape[1]));
        }
    }
}
