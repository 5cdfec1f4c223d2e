using Thelper.Tasks;

namespace Thelper.Infer.Tiling;

/// <summary>Masks and key points of objects in other pixels, and put together from what windows and views show of them.</summary>
internal static class ShapeParts
{
    /// <summary>A shape in an image of another size.</summary>
    /// <param name="shape">The shape; null for none.</param>
    /// <param name="x">Factor of what lies across.</param>
    /// <param name="y">Factor of what lies down.</param>
    /// <param name="size">Height and width of the mask.</param>
    public static ObjectShape? Scaled(ObjectShape? shape, double x, double y, (int Height, int Width) size) => shape is null ? null : new(
        shape.Mask?.Resized(size.Height, size.Width), Moved(shape.KeyPoints, point => point with { X = point.X * x, Y = point.Y * y }));

    /// <summary>A shape of a window in its picture. Pixels beyond it are left out, points beyond it moved to its edge.</summary>
    /// <param name="shape">The shape; null for none.</param>
    /// <param name="left">Where the window begins.</param>
    /// <param name="top">Where it begins, from above.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="width">Its width.</param>
    public static ObjectShape? Placed(ObjectShape? shape, int left, int top, int height, int width) => shape is null ? null : new(
        shape.Mask?.Placed(left, top, height, width), Moved(shape.KeyPoints, point => point with { X = Math.Min(point.X + left, width), Y = Math.Min(point.Y + top, height) }));

    /// <summary>A shape of a mirrored image as it lies in the image.</summary>
    /// <param name="shape">The shape; null for none.</param>
    /// <param name="columns">Whether left and right change places.</param>
    /// <param name="rows">Whether top and bottom change places.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="width">Its width.</param>
    /// <param name="pairs">Points that change their names in a mirror.</param>
    public static ObjectShape? Mirrored(ObjectShape? shape, bool columns, bool rows, double height, double width, IReadOnlyList<(int Left, int Right)> pairs)
    {
        if (shape is null)
        {
            return null;
        }

        var points = Moved(shape.KeyPoints, point => point with { X = columns ? width - point.X : point.X, Y = rows ? height - point.Y : point.Y });

        // Turned by half a circle, left stays left.
        foreach (var (left, right) in points is not null && columns != rows ? pairs : [])
        {
            (points![left], points[right]) = (points[right], points[left]);
        }

        return new(shape.Mask?.Mirrored(columns, rows), points);
    }

    /// <summary>Parts of one object: all their pixels, and of each key point the surest.</summary>
    public static ObjectShape? Joined(ObjectShape? a, ObjectShape? b) => a is null ? b : b is null ? a : new(
        a.Mask is null ? b.Mask : b.Mask is null ? a.Mask : a.Mask.Union(b.Mask),
        a.KeyPoints is null || b.KeyPoints is null ? a.KeyPoints ?? b.KeyPoints : [.. a.KeyPoints.Zip(b.KeyPoints, (mine, other) => other.Score > mine.Score ? other : mine)]);

    /// <summary>One object as several views show it: the pixels on which half of them agree, by weight, and the weighted means of its key points.</summary>
    /// <param name="seen">The shapes with their weights, which are not negative.</param>
    /// <returns>Null where a view shows none.</returns>
    public static ObjectShape? Fused(IReadOnlyList<(ObjectShape? Shape, double Weight)> seen)
    {
        var shapes = seen.Where(entry => entry.Shape is not null).Select(entry => (Shape: entry.Shape!, entry.Weight)).ToList();
        if (shapes.Count < 2 || shapes.Count < seen.Count)
        {
            return shapes.Count < seen.Count ? null : shapes[0].Shape;
        }

        var total = shapes.Sum(entry => entry.Weight);
        var masks = shapes.Where(entry => entry.Shape.Mask is not null).Select(entry => (entry.Shape.Mask!, entry.Weight)).ToList();
        var points = shapes.Where(entry => entry.Shape.KeyPoints is not null).Select(entry => (Points: entry.Shape.KeyPoints!, Share: total > 0 ? entry.Weight / total : 1.0 / shapes.Count)).ToList();
        return new(
            masks.Count < shapes.Count ? null : InstanceMask.Agreed(masks),
            points.Count < shapes.Count ? null : [.. points[0].Points.Select((point, k) => point with
            {
                X = points.Sum(entry => entry.Points[k].X * entry.Share),
                Y = points.Sum(entry => entry.Points[k].Y * entry.Share),
                Score = points.Sum(entry => entry.Points[k].Score * entry.Share),
            })]);
    }

    private static KeyPoint[]? Moved(IReadOnlyList<KeyPoint>? points, Func<KeyPoint, KeyPoint> move) => points is null ? null : [.. points.Select(move)];
}
