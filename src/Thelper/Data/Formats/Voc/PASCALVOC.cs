using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Boxes;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
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
/// <para>
/// The annotations are read when the dataset is made; with <c>preload</c> the images as well, as far as they fit into a quarter of the memory. What is wrong with
/// a sample is said when it is loaded. The same layout serves for own data: <c>class_names</c> names their classes, and images may be of any kind that is decoded.
/// </para>
/// </remarks>
[TypeName("thelper.data.pascalvoc.PASCALVOC", "thelper.data.PASCALVOC")]
[SampleFields("{image_key}", "{sample_name_key}", "{idx_key}", "{image_path_key}", "{gt_path_key}", "{bboxes_key}?", "{label_map_key}?")]
public sealed class PASCALVOC : Dataset
{
    private const string SegmentationTask = "segm";
    private const string DetectionTask = "detect";
    private static readonly string[] Subsets = ["train", "trainval", "val", "test"];

    private readonly string root;
    private readonly VocFolder files;
    private readonly VocLabels labels;
    private readonly BoxRules rules;
    private readonly AnnotatedImage reader;
    private readonly bool detect;
    private readonly bool truth;
    private readonly string imageKey;
    private readonly string nameKey;
    private readonly string idxKey;
    private readonly string imagePathKey;
    private readonly string gtPathKey;
    private readonly List<VocSample> samples = [];

    /// <summary>Reads the lists and annotations.</summary>
    /// <param name="root">The folder that holds <c>VOCdevkit/VOC2012</c>, or such a folder itself: one with <c>Annotations</c>, <c>ImageSets</c> and <c>JPEGImages</c>.</param>
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
    /// <param name="classNames">The classes of own data (see <see cref="ClassNameList"/>), numbered from 1 in this order; null for the challenge's 20.</param>
    /// <param name="keepEmpty">Whether images without boxes are kept; detectors train on them as negatives.</param>
    /// <param name="onBadBox"><c>fail</c>: a box that is missing, inverted or beyond its image makes its sample a bad one; <c>skip</c>: it is left out, with a warning.</param>
    /// <param name="clipBoxes">Whether boxes are cut at the edges of their image.</param>
    /// <param name="applyExif">Whether images are turned as their EXIF orientation says.</param>
    /// <param name="onSizeMismatch"><c>fail</c>: an image of another size than its annotation says is a bad sample; <c>ignore</c>: it is used.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="log">Told what is read.</param>
    /// <exception cref="UserErrorException">An option is unknown, or a file is missing or damaged.</exception>
    public PASCALVOC(
        string root,
        [ConfigValue(Choices = ["segm", "detect"])] string task = "segm",
        [ConfigValue(Choices = ["train", "trainval", "val", "test"])] string subset = "trainval",
        [ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object? targetLabels = null,
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
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
        bool keepEmpty = false,
        [ConfigValue(Choices = ["fail", "skip"])] string onBadBox = BoxRules.Fail,
        bool clipBoxes = false,
        bool applyExif = true,
        [ConfigValue(Choices = ["fail", "ignore"])] string onSizeMismatch = BoxRules.Fail,
        IProgress<string>? progress = null,
        ILogger? log = null)
        : base(transforms)
    {
        RequireChoice("task", task, [SegmentationTask, DetectionTask]);
        RequireChoice("subset", subset, Subsets);
        (this.imageKey, nameKey, this.idxKey, this.imagePathKey, this.gtPathKey) = (imageKey, sampleNameKey, idxKey, imagePathKey, gtPathKey);
        detect = task == DetectionTask;
        truth = subset != "test";
        labels = new VocLabels(ReadTargets(targetLabels), classNames is null ? null : ClassNameList.Read(classNames, warning => log?.Warn(warning)));
        (rules, reader) = (new BoxRules(onBadBox, clipBoxes, log), new AnnotatedImage(applyExif, onSizeMismatch));
        this.root = root;
        files = new VocFolder(FolderOf(ImageListing.RequireFolder(root)));
        string[] metaKeys = [sampleNameKey, imagePathKey, gtPathKey, idxKey];
        Task = detect
            ? new Detection(labels.Names, imageKey, bboxesKey, metaKeys, background: 0, colorMap: labels.ClassColors)
            : new Segmentation(labels.Names, imageKey, labelMapKey, metaKeys, VocLabels.DontCare, labels.AllColors);
        if (download && !Directory.Exists(Path.Join(root, "VOCdevkit")))
        {
            VocDownload.Fetch(root, progress);
        }

        log?.Info($"initializing pascal voc dataset for task='{task}' and set='{subset}'...");
        var images = new VocImages(files);
        foreach (var name in VocSubset.Names(files, !detect, subset, labels, images.Exists))
        {
            var sample = new VocSample(name, images.Of(name));
            if (truth)
            {
                ReadAnnotation(sample, (difficult, occluded, truncated) => (useDifficult || !difficult) && (useOccluded || !occluded) && (useTruncated || !truncated));
            }

            if (!detect || !truth || keepEmpty || sample.Fault is not null || sample.Boxes.Length > 0)
            {
                samples.Add(sample);
            }
        }

        if (samples.Count == 0)
        {
            throw new UserErrorException($"no image of the subset '{subset}' of PASCAL VOC in '{root}' has what the options ask for{(detect ? " (\"keep_empty\": true keeps images without boxes)" : "")}");
        }

        if (preload)
        {
            Preload(log);
        }

        log?.Info(FormattableString.Invariant($"initialized {samples.Count} samples"));
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override int Count => samples.Count;

    /// <inheritdoc/>
    public override string Describe(int index) => samples[index].Image;

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
    internal override ChannelOrder KnownColors => ChannelOrder.Rgb;

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(int index) =>
        truth ? [Describe(index), detect ? files.Annotation(samples[index].Name) : files.LabelMap(samples[index].Name)] : [Describe(index)];

    /// <inheritdoc/>
    internal override string? KnownFault(int index) => samples[index].Fault;

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var sample = samples[index];
        if (sample.Fault is { } fault)
        {
            throw new AnnotationException(fault);
        }

        var (image, labelMap) = sample.Restore() ?? Read(sample);
        return new Sample
        {
            [nameKey] = sample.Name,
            [imagePathKey] = sample.Image,
            [gtPathKey] = !truth ? null : detect ? files.Annotation(sample.Name) : files.LabelMap(sample.Name),
            [imageKey] = image,
            [Task.GtKey!] = !truth ? null : detect ? Boxes(sample, image) : labelMap,
            [idxKey] = (long)index,
        };
    }

    private static string FolderOf(string root) =>
        Directory.Exists(Path.Join(root, "Annotations")) && !Directory.Exists(Path.Join(root, "VOCdevkit")) ? root : Path.Join(root, "VOCdevkit", "VOC2012");

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

    // A fault in one annotation is a fault of its sample, which need not end the run.
    private void ReadAnnotation(VocSample sample, Func<bool, bool, bool, bool> keep)
    {
        var path = files.Annotation(sample.Name);
        try
        {
            var annotation = VocAnnotation.Read(path);
            sample.Size = annotation.Size;
            if (detect)
            {
                var digits = sample.Name.Replace("_", "", StringComparison.Ordinal);
                object id = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : sample.Name;
                sample.Boxes = annotation.Boxes(labels, id, keep, rules, (Detection)Task);
            }
            else if (!annotation.Segmented)
            {
                throw new AnnotationException($"{path}: 'segmented' must be 1, as the image is listed among those with a label map");
            }
        }
        catch (AnnotationException error)
        {
            sample.Fault = error.Message;
        }
    }

    private BoundingBox[] Boxes(VocSample sample, torch.Tensor image) =>
        rules.Fit(sample.Boxes, image.shape[1], image.shape[0], i => FormattableString.Invariant($"{files.Annotation(sample.Name)}: box {i} ('{((Detection)Task).ClassNames[(int)(long)sample.Boxes[i].ClassId]}')"));

    private (torch.Tensor Image, torch.Tensor? Labels) Read(VocSample sample)
    {
        var image = ImageOps.ConvertColor(reader.Read(sample.Image, sample.Size, files.Annotation(sample.Name)), ColorConversion.BgrToRgb);
        if (detect || !truth)
        {
            return (image, null);
        }

        var labelMap = labels.Encode(ImageCodec.Decode(files.LabelMap(sample.Name)));
        return image.shape[0] == labelMap.shape[0] && image.shape[1] == labelMap.shape[1]
            ? (image, labelMap)
            : throw new AnnotationException(FormattableString.Invariant(
                $"{files.LabelMap(sample.Name)}: the label map has {labelMap.shape[1]} x {labelMap.shape[0]} pixels, its image {image.shape[1]} x {image.shape[0]}"));
    }

    private void Preload(ILogger? log)
    {
        // Managed memory, so that the dataset needs no disposal; tensors are copies, as samples own theirs.
        var budget = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
        for (var i = 0; i < samples.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            try
            {
                if (samples[i].Fault is null)
                {
                    budget -= samples[i].Keep(Read(samples[i]), budget);
                }
            }
            catch (UserErrorException error)
            {
                samples[i].Fault = error.Message;
            }

            if (budget < 0)
            {
                log?.Warn(FormattableString.Invariant($"preloaded {i} of {samples.Count} images, which fill a quarter of the memory; the others are read when they are needed"));
                return;
            }
        }
    }
}
