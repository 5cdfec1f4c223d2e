using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Vision.Formats;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Formats.Yolo;

/// <summary>Boxes in YOLO's text files, one per image: lines of class index, centre x and y, width and height as shares of the image's size.</summary>
/// <remarks>
/// A sample has the fields image (uint8, height x width x 3, BGR), boxes (a list of <see cref="BoundingBox"/> without margin, in pixels), number, path and
/// label path (null where the image has no text file, and so no boxes). A line with three or more points x y instead of a box, an outline, gives the box around
/// it. Classes are numbered as in the files unless <c>background</c> puts one before them.
/// </remarks>
[TypeName("thelper.data.yolo.YOLODataset", "thelper.data.YOLODataset")]
public sealed class YOLODataset : Dataset
{
    private const long MaxBytes = 4 << 20;

    private readonly string root;
    private readonly string labelRoot;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string labelPathKey;
    private readonly string idxKey;
    private readonly string[] files;
    private readonly Detection task;
    private readonly int shift;

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
    /// <param name="log">Told of renamed classes, and which files were left out.</param>
    /// <exception cref="UserErrorException">A folder is missing or has no image, two images have one text file, or the class names are badly formed.</exception>
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
        ILogger? log = null)
        : base(transforms)
    {
        this.root = ImageListing.RequireFolder(root);
        this.labelRoot = ImageListing.RequireFolder(labelRoot ?? LabelsOf(root));
        (this.imageKey, this.pathKey, this.labelPathKey, this.idxKey) = (imageKey, pathKey, labelPathKey, idxKey);
        files = ImageListing.Of(root, order, log);
        ImageListing.RequireOwnStems(files, root, "text file");
        var names = ClassNameList.Read(classNames, warning => log?.Warn(warning));
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
    protected override Sample Load(int index)
    {
        var path = Describe(index);
        var image = ImageCodec.Decode(path);
        var labels = Path.Join(labelRoot, Path.ChangeExtension(files[index], ".txt"));
        var exists = File.Exists(labels);
        return new Sample
        {
            [imageKey] = image,
            [task.BBoxesKey] = exists ? Boxes(labels, image.shape[1], image.shape[0], index) : [],
            [idxKey] = (long)index,
            [pathKey] = path,
            [labelPathKey] = exists ? labels : null,
        };
    }

    private static string LabelsOf(string root)
    {
        var parts = root.Split('/');
        var at = Array.LastIndexOf(parts, "images");
        if (at >= 0)
        {
            parts[at] = "labels";
        }

        return string.Join('/', parts);
    }

    private BoundingBox[] Boxes(string path, long width, long height, int index)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new AnnotationException(FormattableString.Invariant($"{path}: the file is larger than {MaxBytes} bytes"));
        }

        var boxes = new List<BoundingBox>();
        var number = 0;
        foreach (var line in TextLines.Read(path))
        {
            number++;
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            var place = FormattableString.Invariant($"{path}:{number}");
            var values = Array.ConvertAll(words, word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < 1e6
                ? value
                : throw new AnnotationException($"{place}: '{(word.Length > 40 ? word[..40] + "..." : word)}' is no number"));
            if (values.Length != 5 && (values.Length < 7 || values.Length % 2 == 0))
            {
                throw new AnnotationException($"{place}: expected class, centre x, centre y, width and height, or a class and an outline of at least three points x y");
            }

            if (!double.IsInteger(values[0]) || values[0] < 0 || values[0] >= task.ClassNames.Count - shift)
            {
                var classes = task.ClassNames.Count - shift;
                throw new AnnotationException(FormattableString.Invariant($"{place}: {words[0]} is no class index; those of {classes} classes are 0 to {classes - 1}"));
            }

            var (left, top, right, bottom) = values.Length == 5
                ? (values[1] - (values[3] / 2), values[2] - (values[4] / 2), values[1] + (values[3] / 2), values[2] + (values[4] / 2))
                : Around(values);
            boxes.Add(right >= left && bottom >= top
                ? new BoundingBox((long)values[0] + shift, [left * width, top * height, right * width, bottom * height], includeMargin: false, imageId: index, task: task)
                : throw new AnnotationException($"{place}: width and height must not be negative"));
        }

        return [.. boxes];
    }

    private static (double Left, double Top, double Right, double Bottom) Around(double[] values)
    {
        var xs = values.Where((_, i) => i % 2 == 1).ToArray();
        var ys = values.Where((_, i) => i > 0 && i % 2 == 0).ToArray();
        return (xs.Min(), ys.Min(), xs.Max(), ys.Max());
    }
}
