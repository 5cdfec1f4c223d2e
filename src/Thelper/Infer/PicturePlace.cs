using Thelper.Imaging.Transforms;
using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Vision.Albumentations;

namespace Thelper.Infer;

/// <summary>Where in what a network sees a picture lies: all of it, or, in a letterbox, what the border leaves.</summary>
/// <param name="Left">Its left edge, in pixels of what the network sees.</param>
/// <param name="Top">Its upper edge.</param>
/// <param name="Right">Its right edge.</param>
/// <param name="Bottom">Its lower edge.</param>
/// <param name="Width">Width of what the network sees.</param>
/// <param name="Height">Its height.</param>
internal readonly record struct PicturePlace(double Left, double Top, double Right, double Bottom, long Width, long Height)
{
    // Edges lie between pixels; what is missing to that are last bits of factors.
    private const double Tiny = 1e-6;

    private bool HasBorder => Left != 0 || Top != 0 || Right != Width || Bottom != Height;

    /// <summary>Whether an operation brings pictures to a place, and in a size, that follow from their size alone, all of them in view.</summary>
    /// <param name="operation">An operation of albumentations, or a composition of several.</param>
    public static bool IsKnown(ITransform operation) => operation switch
    {
        Compose { P: >= 1 } composition => composition.Transforms.All(part => part is ITransform known && IsKnown(known)),
        IAlbumentation { AlwaysApply: false, P: < 1 } => false,
        LongestMaxSize resize => resize.MaxSizes.Count == 1,
        PadIfNeeded pad => pad.Position != "random",
        Resize or Normalize or ToFloat or FromFloat or ToGray or ToRGB or ToTensorV2 => true,
        _ => false,
    };

    /// <summary>The place of a picture that fills what the network sees.</summary>
    /// <param name="height">Height of the picture.</param>
    /// <param name="width">Its width.</param>
    public static PicturePlace Whole(long height, long width) => new(0, 0, width, height, width, height);

    /// <summary>The place of a picture after operations, none of which draws or cuts.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="width">Its width.</param>
    public static PicturePlace After(IEnumerable<SpatialOperation> operations, long height, long width)
    {
        var place = Whole(height, width);
        foreach (var operation in operations)
        {
            var warp = operation.Draw(new Scene(place.Height, place.Width), TransformRandom.For(0, 0, 0));
            var (left, top) = warp.Point(place.Left, place.Top);
            var (right, bottom) = warp.Point(place.Right, place.Bottom);
            place = new(Edge(left), Edge(top), Edge(right), Edge(bottom), warp.OutWidth, warp.OutHeight);
        }

        return place;
    }

    /// <summary>The place in the same of another size, such as a network's map.</summary>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    public PicturePlace In(long height, long width) => (height, width) == (Height, Width)
        ? this
        : new(Left * width / Width, Top * height / Height, Right * width / Width, Bottom * height / Height, width, height);

    /// <summary>A box in what the network sees, in the picture's pixels. What of it lies in a border is cut off.</summary>
    /// <param name="box">The box.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="width">Its width.</param>
    /// <returns>Null for a box that lies in a border alone.</returns>
    public ScoredBox? Back(ScoredBox box, int height, int width)
    {
        var (x, y) = (width / (Right - Left), height / (Bottom - Top));
        var moved = box with { Left = (box.Left - Left) * x, Top = (box.Top - Top) * y, Right = (box.Right - Left) * x, Bottom = (box.Bottom - Top) * y };
        if (!HasBorder)
        {
            return moved with { Shape = ShapeParts.Scaled(box.Shape, x, y, (height, width)) };
        }

        if (moved.Right <= 0 || moved.Bottom <= 0 || moved.Left >= width || moved.Top >= height)
        {
            return null;
        }

        return moved with
        {
            Left = Math.Clamp(moved.Left, 0, width),
            Top = Math.Clamp(moved.Top, 0, height),
            Right = Math.Clamp(moved.Right, 0, width),
            Bottom = Math.Clamp(moved.Bottom, 0, height),
            Shape = Back(box.Shape, height, width),
        };
    }

    /// <summary>A label map of what the network sees, in the picture's pixels: the label of the pixel in which the middle of the new one lies.</summary>
    /// <param name="map">The map, of this place's width and height, row after row.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="width">Its width.</param>
    public int[] Back(ReadOnlySpan<int> map, int height, int width)
    {
        var (rows, columns) = (Rows(height), Columns(width));
        var back = new int[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = map.Slice(rows[y] * (int)Width, (int)Width);
            for (var x = 0; x < width; x++)
            {
                back[(y * width) + x] = row[columns[x]];
            }
        }

        return back;
    }

    // Key points in a border are moved to the picture's edge.
    private ObjectShape? Back(ObjectShape? shape, int height, int width)
    {
        if (shape is null)
        {
            return null;
        }

        var (left, top) = (Left, Top);
        var (x, y) = (width / (Right - Left), height / (Bottom - Top));
        return new(
            shape.Mask is { } mask ? In(mask.Height, mask.Width).Back(mask, height, width) : null,
            shape.KeyPoints is { } points ? [.. points.Select(point => point with { X = Math.Clamp((point.X - left) * x, 0, width), Y = Math.Clamp((point.Y - top) * y, 0, height) })] : null);
    }

    private InstanceMask Back(InstanceMask mask, int height, int width) => mask.Picked(Rows(height), Columns(width));

    private int[] Rows(int height) => Places((int)Height, Top, Bottom, height);

    private int[] Columns(int width) => Places((int)Width, Left, Right, width);

    private static int[] Places(int size, double from, double to, int newSize) =>
        [.. Enumerable.Range(0, newSize).Select(i => Math.Clamp((int)Math.Floor(from + (((2.0 * i) + 1) * (to - from) / (2.0 * newSize))), 0, size - 1))];

    private static double Edge(double value) => Math.Abs(value - Math.Round(value)) < Tiny ? Math.Round(value) : value;
}
