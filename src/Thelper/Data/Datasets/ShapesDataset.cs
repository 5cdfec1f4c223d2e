using Thelper.Data.Datasets.Shapes;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>Coloured shapes on textured backgrounds, made by code: a data set for every kind of task that needs no file.</summary>
/// <remarks>
/// A sample depends on the seed, its index and the options alone, so it is the same on every machine, in every order and on any thread.
/// Colour, size, place, tilt (up to 30 degrees) and background carry no hint of the class. Shapes do not overlap. Images are uint8
/// H×W×3 in the order blue, green, red. The fields by task; <c>idx</c>, the index, is in all of them:
/// <list type="table">
/// <item><term>classif</term><description><c>image</c>; <c>label</c>, the class name of the first shape, which is the largest.</description></item>
/// <item><term>segm</term><description><c>image</c>; <c>label_map</c>, uint8 H×W: the class of every pixel, 0 for the background.</description></item>
/// <item><term>detect</term><description><c>image</c>; <c>bboxes</c>, a list of <see cref="BoundingBox"/> with margin, whose image id is the index.
/// Class 0 is the background.</description></item>
/// <item><term>sr</term><description><c>highres_image</c>, without noise; <c>lowres_image</c>, the same made smaller (and larger again, with
/// <c>rescale_lowres</c>) with linear interpolation.</description></item>
/// <item><term>regr</term><description><c>image</c>; <c>target</c>, float32 of 3: centre x, centre y and radius of the first shape as shares of
/// the image's size.</description></item>
/// </list>
/// </remarks>
[TypeName("thelper.data.ShapesDataset")]
[SampleFields("image?", "label?", "label_map?", "bboxes?", "lowres_image?", "highres_image?", "target?", "idx")]
public sealed class ShapesDataset : Dataset
{
    private const int MinSize = 16;
    private const int MaxSize = 4096;
    private const double MaxTilt = Math.PI / 6;
    private static readonly string[] Tasks = ["classif", "segm", "detect", "sr", "regr"];
    private static readonly string[] Names = [.. Enum.GetNames<ShapeKind>().Select(name => name.ToLowerInvariant())];
    private readonly int imageSize;
    private readonly int classes;
    private readonly int seed;
    private readonly int maxObjects;
    private readonly byte? border;
    private readonly double factor;
    private readonly bool rescale;

    /// <summary>Describes the samples; nothing is drawn yet.</summary>
    /// <param name="count">Number of samples, above 0; every class has its share.</param>
    /// <param name="imageSize">Width and height in pixels, 16 to 4096.</param>
    /// <param name="classes">Number of classes, 2 to 8: circle, square, triangle, star, cross, ring, heart, crescent.</param>
    /// <param name="seed">Another seed makes other samples.</param>
    /// <param name="maxObjects">
    /// Largest number of shapes in an image, 1 to 8. The first is the largest and the others are small; in <c>segm</c>, <c>detect</c> and <c>sr</c> all are
    /// of middle size.
    /// </param>
    /// <param name="task"><c>classif</c>, <c>segm</c>, <c>detect</c>, <c>sr</c> or <c>regr</c>; see above.</param>
    /// <param name="dontcare">In <c>segm</c>, the value of pixels at the rim of a shape, which it covers only in part; null gives them a class.</param>
    /// <param name="downscaleFactor">In <c>sr</c>, how many times smaller the low resolution is, above 1.</param>
    /// <param name="rescaleLowres">In <c>sr</c>, whether the image of low resolution is brought back to the size of the other.</param>
    /// <param name="transforms">Applied last, to the complete sample; null for none.</param>
    /// <exception cref="UserErrorException">An option is out of range.</exception>
    public ShapesDataset(
        int count = 1000,
        int imageSize = 64,
        int classes = 6,
        int seed = 0,
        int maxObjects = 1,
        [ConfigValue(Choices = ["classif", "segm", "detect", "sr", "regr"])] string task = "classif",
        int? dontcare = null,
        double downscaleFactor = 2.0,
        bool rescaleLowres = true,
        ITransform? transforms = null)
        : base(transforms)
    {
        Count = count > 0 ? count : throw new UserErrorException(FormattableString.Invariant($"'count' must be above 0, got {count}"));
        this.imageSize = Between("image_size", imageSize, MinSize, MaxSize);
        this.classes = Between("classes", classes, 2, Names.Length);
        this.maxObjects = Between("max_objects", maxObjects, 1, 8);
        border = dontcare is { } value ? (byte)Between("dontcare", value, classes + 1, 255) : null;
        factor = downscaleFactor > 1 && downscaleFactor <= imageSize
            ? downscaleFactor
            : throw new UserErrorException(FormattableString.Invariant($"'downscale_factor' must be above 1 and at most 'image_size', got {downscaleFactor}"));
        this.seed = seed;
        rescale = rescaleLowres;
        string[] shapes = Names[..classes];
        string[] withBackground = [Detection.BackgroundName, .. shapes];
        Task = task switch
        {
            "classif" => new Classification(shapes, "image", "label", ["idx"]),
            "segm" => new Segmentation(withBackground, "image", "label_map", ["idx"], dontcare),
            "detect" => new Detection(withBackground, "image", "bboxes", ["idx"], background: 0),
            "sr" => new SuperResolution("lowres_image", "highres_image", ["idx"]),
            "regr" => new Regression("image", "target", ["idx"], targetShape: [3], targetType: "numpy.float32", targetMin: 0L, targetMax: 1L),
            _ => throw new UserErrorException($"there is no task '{task}'{NearestName.Hint(task, Tasks)}"),
        };
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override bool IsBgr => true;

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override bool HasLabels => Task is Classification;

    /// <inheritdoc/>
    public override object? LabelOf(int index) => HasLabels ? Names[ClassOf(index)] : null;

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var random = TransformRandom.For(seed, 0, index);
        var canvas = new ShapeCanvas(imageSize, border);
        var backdrop = random.Fork(0);
        var hue = backdrop.NextDouble();
        var (first, second) = ShapeColor.Background(hue, backdrop);
        canvas.PaintBackground(first, second, backdrop.NextInt(ShapeTexture.Kinds), backdrop);
        var placed = Draw(canvas, index, hue, random.Fork(1));
        var noise = (float)random.Uniform(1.5, 6);
        var image = canvas.ToImage(Task is SuperResolution ? 0 : noise, random.Fork(2));
        var sample = new Sample();
        switch (Task)
        {
            case Classification:
                (sample["image"], sample["label"]) = (image, Names[ClassOf(index)]);
                break;
            case Segmentation:
                (sample["image"], sample["label_map"]) = (image, canvas.ToMask());
                break;
            case Detection detection:
                (sample["image"], sample["bboxes"]) = (image, Boxes(placed, detection, index));
                break;
            case SuperResolution:
                (sample["lowres_image"], sample["highres_image"]) = (Shrink(image), image);
                break;
            default:
                var shape = placed[0].Shape;
                (sample["image"], sample["target"]) = (image, torch.tensor([(float)(shape.X / imageSize), (float)(shape.Y / imageSize), (float)(shape.Radius / imageSize)]));
                break;
        }

        sample["idx"] = (long)index;
        return sample;
    }

    private static int Between(string name, int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new UserErrorException(FormattableString.Invariant($"'{name}' must lie between {least} and {most}, got {value}"));

    private static BoundingBox[] Boxes(List<PlacedShape> placed, Detection task, int index) =>
    [
        .. placed.Select(shape => new BoundingBox(1L + (int)shape.Shape.Kind, [shape.Left, shape.Top, shape.Right, shape.Bottom], imageId: (long)index, task: task)),
    ];

    private torch.Tensor Shrink(torch.Tensor image)
    {
        var small = ImageOps.Scale(image, 1 / factor, 1 / factor);
        return rescale ? ImageOps.Resize(small, imageSize, imageSize) : small;
    }

    // Each run of as many samples as there are classes holds every class once, in an order that turns with the run.
    private int ClassOf(int index)
    {
        var (run, place) = Math.DivRem(index, classes);
        var order = TransformRandom.For(seed, 1, run);
        Span<int> members = stackalloc int[classes];
        for (var i = 0; i < classes; i++)
        {
            members[i] = i;
        }

        for (var i = classes - 1; i >= place; i--)
        {
            var j = order.NextInt(i + 1);
            (members[i], members[j]) = (members[j], members[i]);
        }

        return members[place];
    }

    private List<PlacedShape> Draw(ShapeCanvas canvas, int index, double hue, TransformRandom random)
    {
        var luma = canvas.Luma();
        var lamp = random.Uniform(0, 2 * Math.PI);
        var objects = 1 + random.NextInt(maxObjects);
        var alike = maxObjects > 1 && Task is Segmentation or Detection or SuperResolution;
        var placed = new List<PlacedShape>(objects);
        for (var i = 0; i < objects; i++)
        {
            var own = random.Fork(i);
            var kind = (ShapeKind)(i == 0 ? ClassOf(index) : own.NextInt(classes));
            var radius = imageSize * (alike ? own.Uniform(0.13, 0.22) : i == 0 ? own.Uniform(0.24, 0.42) : own.Uniform(0.08, 0.14));
            if (FreePlace(radius, placed, own) is not { } place)
            {
                continue;
            }

            var color = ShapeColor.Contrasting(hue, luma, own);
            var accent = color.Mix(ShapeColor.FromHsv(own.NextDouble(), 0.4, 1), 0.6f);
            var texture = own.NextDouble() < 0.3 ? own.NextInt(ShapeTexture.Kinds) : -1;
            var shape = new ShapePlacement(
                kind, place.X, place.Y, radius, own.Uniform(-MaxTilt, MaxTilt), color, accent, texture, Math.Cos(lamp), Math.Sin(lamp), own.Fork(0));
            if (canvas.Draw(shape) is { } box)
            {
                placed.Add(new PlacedShape(shape, box.Left, box.Top, box.Right, box.Bottom));
            }
        }

        return placed;
    }

    // A place inside the image at which the shape touches no other one; null if none turns up.
    private (double X, double Y)? FreePlace(double radius, List<PlacedShape> others, TransformRandom random)
    {
        const int Attempts = 20;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (x, y) = (random.Uniform(radius, imageSize - radius), random.Uniform(radius, imageSize - radius));
            if (others.TrueForAll(other => double.Hypot(other.Shape.X - x, other.Shape.Y - y) > other.Shape.Radius + radius))
            {
                return (x, y);
            }
        }

        return null;
    }

    /// <summary>A shape, and the pixels that it has: the last row and column are inside.</summary>
    private sealed record PlacedShape(ShapePlacement Shape, int Left, int Top, int Right, int Bottom);
}
