using Microsoft.Extensions.Logging;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Boxes;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Formats.Yolo;

/// <summary>Boxes in YOLO's text files, one per image: lines of class index, centre x and y, width and height as shares of the image's size.</summary>
/// <remarks>
/// A sample has the fields image (uint8, height x width x 3, BGR), boxes (a list of <see cref="BoundingBox"/> without margin, in pixels), number, path and
/// label path (an empty text where the image has no text file, and so no boxes). A line with an outline instead of a box gives the box around it, one with key points its
/// box; see <c>kind</c>. Classes are numbered as in the files unless <c>background</c> puts one before them.
/// </remarks>
[TypeName("thelper.data.yolo.YOLODataset", "thelper.data.YOLODataset")]
public sealed class YOLODataset : Dataset
{
    private readonly string root;
    private readonly string labelRoot;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string labelPathKey;
    private readonly string idxKey;
    private readonly string[] files;
    private readonly Detection task;
    private readonly int shift;
    private readonly BoxRules rules;
    private readonly AnnotatedImage reader;
    private readonly YoloLabels labels;

    /// <summary>Lists the images; none is opened.</summary>
    /// <param name="root">The folder of the images, read with its subfolders.</param>
    /// <param name="classNames">The classes; see <see cref="Detection"/>.</param>
    /// <param name="labelRoot">
    /// The folder of the text files, which are named as the images. By default the root with its last part <c>images</c> replaced by <c>labels</c>; the root itself
    /// if it has no such part.
    /// </param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the image.</param>
    /// <param name="bboxesKey">Field of the boxes.</param>
    /// <param name="pathKey">Field of the image's path.</param>
    /// <param name="labelPathKey">Field of the text file's path.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="order"><c>name</c>, <c>filesystem</c> (as the operating system lists it), or a text file with one relative path per line.</param>
    /// <param name="background">Whether a class <c>background</c> comes first, as torchvision's detectors need it; the files' class 0 is then class 1.</param>
    /// <param name="kind">
    /// What lines of more than five numbers are: <c>outlines</c>, <c>keypoints</c> (a box and its points), nothing that is allowed (<c>boxes</c>), or <c>auto</c>: what makes
    /// sense, and an error where both do.
    /// </param>
    /// <param name="keepEmpty">Whether images without boxes are kept; detectors train on them as negatives.</param>
    /// <param name="onBadBox"><c>fail</c>: a box without area, inverted or beyond its image makes its sample a bad one; <c>skip</c>: it is left out, with a warning.</param>
    /// <param name="clipBoxes">Whether boxes are cut at the edges of their image.</param>
    /// <param name="applyExif">Whether images are turned as their EXIF orientation says.</param>
    /// <param name="log">Told of renamed classes, of images without text files, and which files were left out.</param>
    /// <exception cref="UserErrorException">A folder is missing or has no image, two images have one text file, the class names are badly formed, or an option is unknown.</exception>
    public YOLODataset(
        string root,
        object classNames,
        string? labelRoot = null,
        ITransform? transforms = null,
        string imageKey = "image",
        string bboxesKey = "bboxes",
        string pathKey = "path",
        string labelPathKey = "label_path",
        string idxKey = "idx",
        string order = "name",
        bool background = false,
        string kind = YoloLabels.Auto,
        bool keepEmpty = true,
        string onBadBox = BoxRules.Fail,
        bool clipBoxes = false,
        bool applyExif = true,
        ILogger? log = null)
        : base(transforms)
    {
        if (!YoloLabels.Kinds.Contains(kind))
        {
            throw new UserErrorException($"kind: unknown value '{kind}'{NearestName.Hint(kind, YoloLabels.Kinds)}");
        }

        this.root = ImageListing.RequireFolder(root);
        this.labelRoot = RequireLabels(labelRoot, root);
        (this.imageKey, this.pathKey, this.labelPathKey, this.idxKey) = (imageKey, pathKey, labelPathKey, idxKey);
        (rules, reader) = (new BoxRules(onBadBox, clipBoxes, log), new AnnotatedImage(applyExif));
        files = ListFiles(order, keepEmpty, log);
        var names = ClassNameList.Read(classNames, warning => log?.Warn(warning));
        if (background && names.Contains(Detection.BackgroundName))
        {
            throw new UserErrorException($"class_names: '{Detection.BackgroundName}' is among them; remove \"background\": true if it is class 0 of the text files, else remove it from class_names");
        }

        labels = new YoloLabels(kind, names.Count, rules);
        shift = background ? 1 : 0;
        task = new Detection(background ? names.Prepend(Detection.BackgroundName) : names, imageKey, bboxesKey, [pathKey, labelPathKey, idxKey], background: background ? 0 : null);
    }

    /// <inheritdoc/>
    public override Task Task => task;

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override string Describe(int index) => Path.Join(root, files[index]);

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(int index) => [Describe(index), LabelsOf(files[index])];

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var path = Describe(index);
        var image = reader.Read(path);
        var file = LabelsOf(files[index]);
        var exists = File.Exists(file);
        return new Sample
        {
            [imageKey] = image,
            [task.BBoxesKey] = exists ? Boxes(file, image, index) : [],
            [idxKey] = (long)index,
            [pathKey] = path,
            [labelPathKey] = exists ? file : "",
        };
    }

    private static string RequireLabels(string? labelRoot, string root)
    {
        if (labelRoot is not null)
        {
            return ImageListing.RequireFolder(labelRoot);
        }

        var parts = root.Split('/');
        var at = Array.LastIndexOf(parts, "images");
        if (at >= 0)
        {
            parts[at] = "labels";
        }

        var folder = string.Join('/', parts);
        return Directory.Exists(folder) ? folder : throw new UserErrorException($"there is no folder '{folder}', where the text files of the images in '{root}' are expected; name their folder with 'label_root'");
    }

    // Endings in capitals count, as those of images do.
    private string LabelsOf(string image)
    {
        var (usual, capitals) = (Path.Join(labelRoot, Path.ChangeExtension(image, ".txt")), Path.Join(labelRoot, Path.ChangeExtension(image, ".TXT")));
        return File.Exists(usual) || !File.Exists(capitals) ? usual : capitals;
    }

    private string[] ListFiles(string order, bool keepEmpty, ILogger? log)
    {
        var all = ImageListing.Of(root, order, log, companion: ".txt");
        ImageListing.RequireOwnStems(all, root, "text file");
        var missing = all.Count(file => !File.Exists(LabelsOf(file)));
        if (missing > 0)
        {
            log?.Warn(FormattableString.Invariant($"{missing} of {all.Length} images in '{root}' have no text file in '{labelRoot}', the first is '{all.First(file => !File.Exists(LabelsOf(file)))}'; they count as images without objects"));
        }

        var kept = keepEmpty ? all : Array.FindAll(all, file => YoloLabels.HasLines(LabelsOf(file)));
        if (kept.Length < all.Length)
        {
            log?.Info(FormattableString.Invariant($"{all.Length - kept.Length} of {all.Length} images in '{root}' have no boxes and are left out"));
        }

        return kept.Length > 0 ? kept : throw new UserErrorException($"no image in '{root}' has a box in '{labelRoot}' (\"keep_empty\": true keeps images without boxes)");
    }

    private BoundingBox[] Boxes(string path, torch.Tensor image, int index)
    {
        var (width, height) = (image.shape[1], image.shape[0]);
        var lines = labels.Read(path).ToList();
        var boxes = lines.ConvertAll(line => new BoundingBox(
            line.Class + shift,
            [line.Corners[0] * width, line.Corners[1] * height, line.Corners[2] * width, line.Corners[3] * height],
            includeMargin: false, imageId: index, task: task));
        return rules.Fit([.. boxes], width, height, i => lines[i].Place);
    }
}
