using Microsoft.Extensions.Logging;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Boxes;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Formats;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Formats.Coco;

/// <summary>Boxes or label maps from the JSON annotations of COCO and a folder of images.</summary>
/// <remarks>
/// <para>Class 0 is the background; the categories follow in the order of their ids, or of <c>target_labels</c>.</para>
/// <para>
/// A category that is itself called background (<c>__background__</c> too) is class 0: its areas are drawn as such, its boxes are left out. An object without an
/// area, as exporters write it for a box or a line of two points, makes the pixels of its box 255 where no other object is.
/// </para>
/// <para>
/// A sample has the fields image (uint8, height x width x 3, BGR), image id (a number; texts where the file has such ids), image path (text), ground truth and number. Boxes are a list of
/// <see cref="BoundingBox"/> without margin, in the file's fractions of pixels. The label map is uint8, height x width: the areas of the objects, polygons
/// or run lengths, in file order, later ones over earlier ones; a pixel belongs to a polygon that covers its centre. Masks of boxes are made the same way.
/// </para>
/// </remarks>
[TypeName("thelper.data.coco.COCODataset", "thelper.data.COCODataset")]
[SampleFields("{image_key}", "{image_id_key}", "{image_path_key}", "{idx_key}", "{bboxes_key}?", "{label_map_key}?")]
public sealed class COCODataset : Dataset
{
    private const int DontCare = 255;
    private static readonly string[] Kinds = ["detect", "segm"];

    private readonly string root;
    private readonly string annotations;
    private readonly BoxRules rules;
    private readonly AnnotatedImage reader;
    private readonly bool detect;
    private readonly bool useCrowd;
    private readonly string imageKey;
    private readonly string imageIdKey;
    private readonly string imagePathKey;
    private readonly string idxKey;
    private readonly CocoImage[] images;

    /// <summary>Reads the annotations; no image is opened.</summary>
    /// <param name="root">The folder of the images, to which the file's <c>file_name</c> entries are relative.</param>
    /// <param name="annotations">The JSON file.</param>
    /// <param name="task"><c>detect</c> for boxes, <c>segm</c> for label maps.</param>
    /// <param name="targetLabels">A category or a list of categories to use; null for all.</param>
    /// <param name="useCrowd">Whether regions that stand for many objects are used; else they have no boxes, and their pixels the value 255.</param>
    /// <param name="keepEmpty">Whether images that show no object are kept; detectors train on them as negatives.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the image.</param>
    /// <param name="imageIdKey">Field of the file's id of the image.</param>
    /// <param name="imagePathKey">Field of the path.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="bboxesKey">Field of the boxes.</param>
    /// <param name="labelMapKey">Field of the label map.</param>
    /// <param name="onBadBox"><c>fail</c>: a box without area, inverted or beyond its image makes its sample a bad one; <c>skip</c>: it is left out, with a warning.</param>
    /// <param name="clipBoxes">Whether boxes are cut at the edges of their image.</param>
    /// <param name="skipOrphans">Whether annotations of images or categories that the file does not list are left out, with a warning.</param>
    /// <param name="applyExif">Whether images are turned as their EXIF orientation says.</param>
    /// <param name="onSizeMismatch"><c>fail</c>: an image of another size than the file says is a bad sample; <c>ignore</c>: it is used.</param>
    /// <param name="masks">Whether boxes have masks, for models that learn them; objects without an area are left out then.</param>
    /// <param name="keypoints">Whether boxes have key points, for models that learn them; all categories that are used must list the same ones.</param>
    /// <param name="log">Told what is read.</param>
    /// <exception cref="UserErrorException">An option is unknown, or the file or folder is missing or damaged.</exception>
    public COCODataset(
        string root,
        string annotations,
        [ConfigValue(Choices = ["detect", "segm"])] string task = "detect",
        [ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object? targetLabels = null,
        bool useCrowd = true,
        bool keepEmpty = false,
        ITransform? transforms = null,
        string imageKey = "image",
        string imageIdKey = "image_id",
        string imagePathKey = "image_path",
        string idxKey = "idx",
        string bboxesKey = "bboxes",
        string labelMapKey = "label_map",
        [ConfigValue(Choices = ["fail", "skip"])] string onBadBox = BoxRules.Fail,
        bool clipBoxes = false,
        bool skipOrphans = false,
        bool applyExif = true,
        [ConfigValue(Choices = ["fail", "ignore"])] string onSizeMismatch = BoxRules.Fail,
        bool masks = false,
        bool keypoints = false,
        ILogger? log = null)
        : base(transforms)
    {
        if (!Kinds.Contains(task))
        {
            throw new UserErrorException($"task: unknown value '{task}'{NearestName.Hint(task, Kinds)}");
        }

        if (task != Kinds[0] && (masks || keypoints))
        {
            throw new UserErrorException($"{(masks ? "masks" : "keypoints")}: belongs to boxes; set \"task\": \"detect\", or leave it out");
        }

        this.root = ImageListing.RequireFolder(root);
        this.annotations = annotations;
        rules = new BoxRules(onBadBox, clipBoxes, log);
        reader = new AnnotatedImage(applyExif, onSizeMismatch);
        detect = task == Kinds[0];
        this.useCrowd = useCrowd;
        (this.imageKey, this.imageIdKey, this.imagePathKey, this.idxKey) = (imageKey, imageIdKey, imagePathKey, idxKey);
        var file = CocoAnnotations.Read(annotations, new CocoOptions(Targets(targetLabels), Shapes: !detect, skipOrphans, keepEmpty, rules, masks, keypoints));
        foreach (var warning in file.Warnings)
        {
            log?.Warn(warning);
        }

        ClassNameList.CheckPrintable(file.ClassNames, annotations);
        List<string> names = [Detection.BackgroundName, .. file.ClassNames];
        if (!detect && names.Count > DontCare)
        {
            throw new UserErrorException(FormattableString.Invariant($"{annotations}: {names.Count} classes do not fit into a label map of bytes; choose at most {DontCare - 1} with target_labels"));
        }

        string[] metaKeys = [imageIdKey, imagePathKey, idxKey];
        Task = detect
            ? new Detection(names, imageKey, bboxesKey, metaKeys, background: 0, masks: masks, keypoints: file.Keypoints?.Names, skeleton: file.Keypoints?.ToPlain())
            : new Segmentation(names, imageKey, labelMapKey, metaKeys, DontCare);
        images = [.. file.Images.Where(image => keepEmpty || image.Error is not null || image.Objects.Exists(item => item.Class > 0 && (useCrowd || !item.IsCrowd)))];
        if (images.Length == 0)
        {
            throw new UserErrorException($"{annotations}: no image shows an object that the options ask for (\"keep_empty\": true keeps images without one)");
        }

        if (log is not null)
        {
            ListedFiles.Check(annotations, Array.ConvertAll(images, image => image.FileName), root, i => $"image {PythonRepr.Of(images[i].Id)}", log);
        }

        var negatives = images.Count(image => image.Error is null && image.Objects.Count == 0);
        log?.Info(FormattableString.Invariant($"'{annotations}': {images.Length} of {file.Images.Count} images are used, {negatives} of them without an object, with {file.ClassNames.Count} categories"));
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override bool IsBgr => true;

    /// <inheritdoc/>
    public override int Count => images.Length;

    /// <inheritdoc/>
    public override string Describe(int index) => Path.Join(root, images[index].FileName);

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    internal override string? TruthOf(int index) => string.Join(' ', images[index].Objects.Select(item => item.Truth));

    /// <inheritdoc/>
    internal override string? KnownFault(int index) => images[index].Error;

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var (path, image) = (Describe(index), images[index]);
        if (image.Error is { } error)
        {
            throw new AnnotationException(error);
        }

        var pixels = reader.Read(path, image.Size, annotations);
        return new Sample
        {
            [imageKey] = pixels,
            [imageIdKey] = image.Id,
            [imagePathKey] = path,
            [Task.GtKey!] = detect ? Boxes(image, pixels) : LabelMap(image, pixels, path),
            [idxKey] = (long)index,
        };
    }

    private static IReadOnlyList<string>? Targets(object? value) => value switch
    {
        null => null,
        string name => [name],
        _ when TransformArguments.Items(value) is { Count: > 0 } list && list.All(entry => entry is string) => [.. list.Cast<string>()],
        _ => throw new UserErrorException("target_labels must be a category or a list of categories"),
    };

    private BoundingBox[] Boxes(CocoImage image, torch.Tensor pixels)
    {
        var used = image.Objects.FindAll(item => useCrowd || !item.IsCrowd);
        var boxes = used.Select(item => new BoundingBox(
            item.Class, [item.Left, item.Top, item.Left + item.Width, item.Top + item.Height],
            includeMargin: false, iscrowd: item.IsCrowd, imageId: image.Id, task: (Detection)Task).WithShape(ShapeOf(item, pixels)));
        return rules.Fit([.. boxes], pixels.shape[1], pixels.shape[0], i => CocoAnnotations.Place(annotations, used[i].Number));
    }

    private ObjectShape? ShapeOf(CocoObject item, torch.Tensor pixels)
    {
        if (item.Shape is null && item.Points is null)
        {
            return null;
        }

        InstanceMask? mask = null;
        if (item.Shape is not null)
        {
            var (height, width) = ((int)pixels.shape[0], (int)pixels.shape[1]);
            RequireSize(item.Shape, height, width, CocoAnnotations.Place(annotations, item.Number));
            var map = new byte[height * width];
            item.Shape.Fill(map, height, width, 1);
            mask = InstanceMask.FromPixels(map, height, width);
        }

        var points = item.Points?.Chunk(3).Select(point => new KeyPoint(point[0], point[1], point[2])).ToArray();
        return new ObjectShape(mask, points, item.Area);
    }

    private static void RequireSize(CocoShape shape, int height, int width, string path)
    {
        if (shape.Height > 0 && (shape.Height != height || shape.Width != width))
        {
            throw new AnnotationException(FormattableString.Invariant($"{path}: the image has {width} x {height} pixels, the run lengths (RLE) of an object in it are of {shape.Width} x {shape.Height}; was the image resized after it was annotated? Use the images that were annotated, or write the annotation anew"));
        }
    }

    private torch.Tensor LabelMap(CocoImage image, torch.Tensor pixels, string path)
    {
        var (height, width) = ((int)pixels.shape[0], (int)pixels.shape[1]);
        var labels = torch.zeros([height, width], torch.uint8);

        // What an object without an area covers is unknown, unless another object says what it is.
        foreach (var item in image.Objects.Where(item => !item.HasArea))
        {
            item.Shape!.Fill(labels.DataSpan<byte>(), height, width, DontCare);
        }

        foreach (var item in image.Objects.Where(item => item.HasArea))
        {
            RequireSize(item.Shape!, height, width, path);
            item.Shape!.Fill(labels.DataSpan<byte>(), height, width, (byte)(useCrowd || !item.IsCrowd ? item.Class : DontCare));
        }

        return labels;
    }
}
