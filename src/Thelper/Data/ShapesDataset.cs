using Thelper.Data.Shapes;
using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Data;

/// <summary>Coloured shapes on textured backgrounds, made by code: a data set that needs no file and suits every kind of task.</summary>
/// <remarks>
/// A sample depends on the seed and its index alone, so it is the same on every machine, in every order and on any thread.
/// Colour, size, place, tilt (up to 30 degrees) and background carry no hint of the class. Its fields:
/// <list type="table">
/// <item><term>image</term><description>uint8 H×W×3, blue, green, red.</description></item>
/// <item><term>label</term><description>Class name of the largest shape.</description></item>
/// <item><term>mask</term><description>uint8 H×W: 0 for the background, else one more than the index of the pixel's class.</description></item>
/// <item><term>boxes</term><description>int64 <c>max_objects</c>×5: left, top, right and bottom in pixels (the last two exclusive), and the value
/// in the mask. Shapes do not overlap; the largest comes first, and rows without a shape are 0.</description></item>
/// <item><term>lowres_image</term><description>uint8 H×W×3: the image shrunk to half its size and enlarged again, both bilinear.</description></item>
/// <item><term>idx</term><description>The index.</description></item>
/// </list>
/// </remarks>
[TypeName("thelper.data.ShapesDataset")]
public sealed class ShapesDataset : ClassificationDataset
{
    private const int MinSize = 16;
    private const int MaxSize = 4096;
    private const double MaxTilt = Math.PI / 6;
    private static readonly string[] Names = [.. Enum.GetNames<ShapeKind>().Select(name => name.ToLowerInvariant())];
    private readonly int imageSize;
    private readonly int seed;
    private readonly int maxObjects;

    /// <summary>Describes the samples; nothing is drawn yet.</summary>
    /// <param name="count">Number of samples, above 0; every class has its share.</param>
    /// <param name="imageSize">Width and height in pixels, 16 to 4096.</param>
    /// <param name="classes">Number of classes, 2 to 8: circle, square, triangle, star, cross, ring, heart, crescent.</param>
    /// <param name="seed">Another seed makes other samples.</param>
    /// <param name="maxObjects">Largest number of shapes in an image, 1 to 8; the others are small.</param>
    /// <param name="transforms">Applied last, to the complete sample; null for none.</param>
    public ShapesDataset(int count = 1000, int imageSize = 64, int classes = 6, int seed = 0, int maxObjects = 1, ITransform? transforms = null)
        : base(Names[..Math.Clamp(classes, 2, Names.Length)], "image", "label", ["idx"], transforms)
    {
        Count = count > 0 ? count : throw new UserErrorException($"'count' must be above 0, got {count}");
        if (imageSize is < MinSize or > MaxSize)
        {
            throw new UserErrorException($"'image_size' must lie between {MinSize} and {MaxSize}, got {imageSize}");
        }

        if (classes < 2 || classes > Names.Length)
        {
            throw new UserErrorException($"'classes' must lie between 2 and {Names.Length}, got {classes}");
        }

        if (maxObjects is < 1 or > 8)
        {
            throw new UserErrorException($"'max_objects' must lie between 1 and 8, got {maxObjects}");
        }

        this.imageSize = imageSize;
        this.seed = seed;
        this.maxObjects = maxObjects;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override bool HasLabels => true;

    /// <inheritdoc/>
    public override object? LabelOf(int index) => Names[ClassOf(index)];

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var random = TransformRandom.For(seed, 0, index);
        var canvas = new ShapeCanvas(imageSize);
        var backdrop = random.Fork(0);
        var hue = backdrop.NextDouble();
        var (first, second) = ShapeColor.Background(hue, backdrop);
        canvas.PaintBackground(first, second, backdrop.NextInt(ShapeTexture.Kinds), backdrop);
        var boxes = Draw(canvas, index, hue, random.Fork(1));
        var image = canvas.ToImage((float)random.Uniform(1.5, 6), random.Fork(2));
        using var half = ImageOps.Resize(image, imageSize / 2, imageSize / 2);
        return new Sample
        {
            ["image"] = image,
            ["label"] = Names[ClassOf(index)],
            ["mask"] = canvas.ToMask(),
            ["boxes"] = boxes,
            ["lowres_image"] = ImageOps.Resize(half, imageSize, imageSize),
            ["idx"] = (long)index,
        };
    }

    // Each run of as many samples as there are classes holds every class once, in an order that turns with the run.
    private int ClassOf(int index)
    {
        var classes = Classes.ClassNames.Count;
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

    private torch.Tensor Draw(ShapeCanvas canvas, int index, double hue, TransformRandom random)
    {
        var boxes = new long[maxObjects * 5];
        var luma = canvas.Luma();
        var lamp = random.Uniform(0, 2 * Math.PI);
        var objects = 1 + random.NextInt(maxObjects);
        var placed = new List<ShapePlacement>(objects);
        for (var i = 0; i < objects; i++)
        {
            var own = random.Fork(i);
            var kind = (ShapeKind)(i == 0 ? ClassOf(index) : own.NextInt(Classes.ClassNames.Count));
            var radius = imageSize * (i == 0 ? own.Uniform(0.24, 0.42) : own.Uniform(0.08, 0.14));
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
                long[] row = [box.Left, box.Top, box.Right, box.Bottom, (int)kind + 1];
                row.CopyTo(boxes, placed.Count * 5);
                placed.Add(shape);
            }
        }

        return torch.tensor(boxes, [maxObjects, 5]);
    }

    // A place inside the image at which the shape touches no other one; null if none turns up.
    private (double X, double Y)? FreePlace(double radius, List<ShapePlacement> others, TransformRandom random)
    {
        const int Attempts = 20;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (x, y) = (random.Uniform(radius, imageSize - radius), random.Uniform(radius, imageSize - radius));
            if (others.TrueForAll(other => Math.Sqrt(((other.X - x) * (other.X - x)) + ((other.Y - y) * (other.Y - y))) > other.Radius + radius))
            {
                return (x, y);
            }
        }

        return null;
    }
}
