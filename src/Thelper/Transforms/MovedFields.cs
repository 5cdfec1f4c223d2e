using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Moves what belongs to an image.</summary>
internal static class MovedFields
{
    private const double Tiny = 1e-6;

    /// <summary>Moves boxes, in their order; those of which too little is left are dropped.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="warp">What is done to the image.</param>
    /// <param name="limits">Which ones are kept.</param>
    /// <param name="pairs">Key points that change their names in a mirror.</param>
    public static List<object?> Boxes(IEnumerable<object?> boxes, Warp warp, BoxLimits limits, IReadOnlyList<(int Left, int Right)> pairs) =>
        [.. boxes.Cast<BoundingBox>().Select(box => warp.StaysPut ? box : WithShape(box, Moved(box, warp, limits), warp, pairs)).OfType<BoundingBox>()];

    /// <summary>The edges of a box: with margin the last column and row belong to it.</summary>
    public static BoxEdges Edges(BoundingBox box) => new(box.Left, box.Top, box.Left + box.Width, box.Top + box.Height);

    /// <summary>Moves points.</summary>
    /// <param name="points">(..., n, 2 or 3); a third number of 0 or less is a point that is not there.</param>
    /// <param name="warp">What is done to the image.</param>
    /// <param name="pairs">Points that change their names in a mirror.</param>
    /// <returns>A tensor of the same form. Points that have left the image get a third number of 0, or where there is none NaN as their place.</returns>
    /// <exception cref="UserErrorException">The tensor has another form.</exception>
    public static torch.Tensor Points(torch.Tensor points, Warp warp, IReadOnlyList<(int Left, int Right)> pairs)
    {
        if (points.shape is not [.., var count, 2 or 3] || !points.is_floating_point())
        {
            throw new UserErrorException($"needs points as real numbers (..., n, 2) or (..., n, 3), got {points.dtype} ({string.Join(", ", points.shape)})");
        }

        if (warp.StaysPut)
        {
            return points;
        }

        var length = (int)points.shape[^1];
        using var plain = points.to(torch.float64).contiguous();
        var from = plain.DataSpan<double>();
        var numbers = new double[from.Length];
        var names = Enumerable.Range(0, (int)count).ToArray();
        foreach (var (left, right) in warp.Mirrors ? pairs : [])
        {
            (names[left], names[right]) = (right, left);
        }

        for (var i = 0; i < numbers.Length / length; i++)
        {
            var at = from.Slice(i * length, length);
            var place = (((i / (int)count) * (int)count) + names[i % (int)count]) * length;
            var (x, y) = warp.Point(at[0], at[1]);
            var there = double.IsFinite(at[0]) && (length == 2 || at[2] > 0);
            var seen = there && warp.Keeps(x, y);
            (numbers[place], numbers[place + 1]) = length == 2 && !seen ? (double.NaN, double.NaN) : there ? (x, y) : (at[0], at[1]);
            if (length == 3)
            {
                numbers[place + 2] = seen || !there ? at[2] : 0;
            }
        }

        using var moved = torch.tensor(numbers, points.shape, dtype: torch.float64);
        return moved.to(points.dtype);
    }

    /// <summary>Moves a map that is as high and wide as the image.</summary>
    /// <param name="map">H×W, H×W×C or C×H×W.</param>
    /// <param name="warp">What is done to the image.</param>
    /// <param name="fill">The label where nothing of the image is; null for maps of real numbers.</param>
    /// <param name="name">What an error calls the map.</param>
    /// <exception cref="UserErrorException">It has another size than the image.</exception>
    public static torch.Tensor Map(torch.Tensor map, Warp warp, double? fill, string name)
    {
        var (rows, planes) = map.shape switch
        {
            [var h, var w, ..] when h == warp.Height && w == warp.Width && map.ndim <= 3 => (true, false),
            [_, var h, var w] when h == warp.Height && w == warp.Width => (false, true),
            _ => (false, false),
        };
        if (!rows && !planes)
        {
            throw new UserErrorException($"{name} has the shape ({string.Join(", ", map.shape)}), and its image is {warp.Height} pixels high and {warp.Width} wide; they must agree where both are moved");
        }

        using var scope = torch.NewDisposeScope();
        var given = fill is { } value && !Fits(value, map.dtype) ? map.to(torch.int64) : map;
        var input = planes ? given.permute(1, 2, 0) : given;
        var result = fill is { } label ? warp.Labels(input, label) : warp.HeatMap(input);
        result = ReferenceEquals(result, input) ? given : planes ? result.permute(2, 0, 1).contiguous() : result;
        return ReferenceEquals(result, map) ? map : result.MoveToOuterDisposeScope();
    }

    private static bool Fits(double fill, torch.ScalarType type) => type switch
    {
        torch.ScalarType.Bool => fill is 0 or 1,
        torch.ScalarType.Byte => fill is >= byte.MinValue and <= byte.MaxValue,
        torch.ScalarType.Int8 => fill is >= sbyte.MinValue and <= sbyte.MaxValue,
        torch.ScalarType.Int16 => fill is >= short.MinValue and <= short.MaxValue,
        _ => true,
    };

    /// <summary>A box at its new place; with margin and whole numbers it stays so.</summary>
    /// <param name="box">The box.</param>
    /// <param name="moved">Where it has gone.</param>
    /// <param name="height">Height of the moved image.</param>
    /// <param name="width">Its width.</param>
    public static BoundingBox Placed(BoundingBox box, MovedBox moved, long height, long width)
    {
        var edges = PlacedEdges(box, moved, height, width);
        var margin = box.IncludeMargin ? 1 : 0;
        return box.Moved([edges.Left, edges.Top, Math.Max(edges.Left, edges.Right - margin), Math.Max(edges.Top, edges.Bottom - margin)], moved.Visible < 1 - Tiny);
    }

    // An object of whose mask nothing is left is gone, whatever its box says.
    private static BoundingBox? WithShape(BoundingBox box, BoundingBox? moved, Warp warp, IReadOnlyList<(int Left, int Right)> pairs)
    {
        if (moved is null || box.Shape is null)
        {
            return moved;
        }

        var shape = MovedShapes.Move(box.Shape, warp, pairs, box.Area > 0 ? moved.Area / box.Area : 1);
        return MovedShapes.IsLost(box.Shape, shape) ? null : moved.WithShape(shape);
    }

    private static BoundingBox? Moved(BoundingBox box, Warp warp, BoxLimits limits) =>
        warp.Box(Edges(box)) is { } moved && moved.Visible >= limits.MinVisibility - Tiny
            && PlacedEdges(box, moved, warp.OutHeight, warp.OutWidth).Area >= Math.Max(limits.MinArea, Tiny)
            ? Placed(box, moved, warp.OutHeight, warp.OutWidth)
            : null;

    private static BoxEdges PlacedEdges(BoundingBox box, MovedBox moved, long height, long width)
    {
        if (!box.IncludeMargin || !box.BBox.All(double.IsInteger))
        {
            return moved.Edges;
        }

        var ((left, right), (top, bottom)) = (Whole(moved.Edges.Left, moved.Edges.Right, width), Whole(moved.Edges.Top, moved.Edges.Bottom, height));
        return new BoxEdges(left, top, right, bottom);
    }

    // Whole pixels, at least one.
    private static (double Low, double High) Whole(double low, double high, long length)
    {
        var (first, end) = (Math.Round(low), Math.Round(high));
        first = end > first ? first : Math.Clamp(Math.Floor((low + high) / 2), 0, length - 1);
        return (first, Math.Max(end, first + 1));
    }
}
