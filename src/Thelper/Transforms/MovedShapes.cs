using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Moves masks and key points of objects.</summary>
internal static class MovedShapes
{
    /// <summary>Moves a shape with its image.</summary>
    /// <param name="shape">The shape; null for none.</param>
    /// <param name="warp">What is done to the image.</param>
    /// <param name="pairs">Points that change their names in a mirror.</param>
    /// <param name="growth">How many times as large the object's box becomes, for the area where there is no mask.</param>
    /// <exception cref="UserErrorException">A mask has another size than the image.</exception>
    public static ObjectShape? Move(ObjectShape? shape, Warp warp, IReadOnlyList<(int Left, int Right)> pairs, double growth)
    {
        if (shape is null || warp.StaysPut)
        {
            return shape;
        }

        var mask = shape.Mask is null ? null : Move(shape.Mask, warp);
        return new(mask, shape.KeyPoints is null ? null : Move(shape.KeyPoints, warp, pairs), shape.Area * (mask is null ? growth : mask.Area / (double)Math.Max(1, shape.Mask!.Area)));
    }

    /// <summary>Whether nothing is left of a shape that had pixels.</summary>
    public static bool IsLost(ObjectShape? before, ObjectShape? after) => before?.Mask is { Area: > 0 } && after?.Mask is { Area: 0 };

    private static InstanceMask Move(InstanceMask mask, Warp warp)
    {
        using var scope = torch.NewDisposeScope();
        return InstanceMask.FromTensor(MovedFields.Map(mask.ToTensor(), warp, fill: 0, "the mask of a box"));
    }

    private static KeyPoint[] Move(IReadOnlyList<KeyPoint> points, Warp warp, IReadOnlyList<(int Left, int Right)> pairs)
    {
        var moved = new KeyPoint[points.Count];
        var names = Enumerable.Range(0, points.Count).ToArray();
        foreach (var (left, right) in warp.Mirrors ? pairs : [])
        {
            (names[left], names[right]) = (right, left);
        }

        for (var i = 0; i < moved.Length; i++)
        {
            var point = points[i];
            var (x, y) = warp.Point(point.X, point.Y);

            // What is not labelled has no place, and what has left the image is not labelled any more.
            moved[names[i]] = point.Visibility <= 0 ? point : warp.Keeps(x, y) ? point with { X = x, Y = y } : new KeyPoint(0, 0, 0);
        }

        return moved;
    }
}
