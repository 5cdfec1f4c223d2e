using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>Maps of labels and of real numbers under any warp, by asking each pixel of the result where its centre comes from.</summary>
internal static class Sampling
{
    /// <summary>The pixel that holds the place.</summary>
    /// <param name="map">H×W or H×W×C of any type.</param>
    /// <param name="warp">The warp.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="fill">The value outside, for a constant border.</param>
    public static torch.Tensor Nearest(torch.Tensor map, Warp warp, BorderMode border, double fill)
    {
        var places = new long[warp.OutHeight * warp.OutWidth];
        for (long y = 0, at = 0; y < warp.OutHeight; y++)
        {
            for (var x = 0L; x < warp.OutWidth; x++, at++)
            {
                var (sourceX, sourceY) = warp.Source(x + 0.5, y + 0.5);
                var (column, row) = (Place(sourceX, warp.Width, border), Place(sourceY, warp.Height, border));
                places[at] = column < 0 || row < 0 ? -1 : (row * warp.Width) + column;
            }
        }

        return Gather(map, warp, places, fill);
    }

    /// <summary>As <see cref="Nearest"/>, where rows stay rows or become columns.</summary>
    /// <param name="map">H×W or H×W×C of any type.</param>
    /// <param name="warp">The warp.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="fill">The value outside, for a constant border.</param>
    /// <param name="swaps">Whether rows become columns.</param>
    public static torch.Tensor NearestByAxes(torch.Tensor map, Warp warp, BorderMode border, double fill, bool swaps)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, columns) = (new long[warp.OutHeight], new long[warp.OutWidth]);
        for (var y = 0L; y < rows.Length; y++)
        {
            var (sourceX, sourceY) = warp.Source(0.5, y + 0.5);
            rows[y] = swaps ? Place(sourceX, warp.Width, border) : Place(sourceY, warp.Height, border);
        }

        for (var x = 0L; x < columns.Length; x++)
        {
            var (sourceX, sourceY) = warp.Source(x + 0.5, 0.5);
            columns[x] = swaps ? Place(sourceY, warp.Height, border) : Place(sourceX, warp.Width, border);
        }

        var turned = swaps ? map.transpose(0, 1) : map;
        var result = turned.index_select(0, torch.tensor(Array.ConvertAll(rows, row => Math.Max(row, 0)))).index_select(1, torch.tensor(Array.ConvertAll(columns, column => Math.Max(column, 0))));
        result = Filled(Filled(result, rows, 0, fill), columns, 1, fill);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>The mean of four pixels, by their distances; 0 outside.</summary>
    /// <param name="map">H×W or H×W×C, real numbers.</param>
    /// <param name="warp">The warp.</param>
    public static torch.Tensor Linear(torch.Tensor map, Warp warp)
    {
        using var scope = torch.NewDisposeScope();
        var grid = new double[warp.OutHeight * warp.OutWidth * 2];
        for (long y = 0, at = 0; y < warp.OutHeight; y++)
        {
            for (var x = 0L; x < warp.OutWidth; x++)
            {
                var (sourceX, sourceY) = warp.Source(x + 0.5, y + 0.5);
                grid[at++] = (2 * sourceX / warp.Width) - 1;
                grid[at++] = (2 * sourceY / warp.Height) - 1;
            }
        }

        var planes = (map.ndim == 2 ? map.unsqueeze(0) : map.permute(2, 0, 1)).unsqueeze(0).contiguous();
        var places = torch.tensor(grid, [1, warp.OutHeight, warp.OutWidth, 2], dtype: torch.float64).to(map.dtype);
        var result = aten.grid_sampler(planes, places, 0, 0, false).squeeze(0);
        return (map.ndim == 2 ? result.squeeze(0) : result.permute(1, 2, 0).contiguous()).MoveToOuterDisposeScope();
    }

    /// <summary>Pixels by their numbers, row after row; -1 for the fill.</summary>
    private static torch.Tensor Gather(torch.Tensor map, Warp warp, long[] places, double fill)
    {
        using var scope = torch.NewDisposeScope();
        var flat = map.reshape([warp.Height * warp.Width, .. map.shape[2..]]);
        var result = flat.index_select(0, torch.tensor(Array.ConvertAll(places, place => Math.Max(place, 0))));
        result = Filled(result, places, 0, fill);
        return result.view([warp.OutHeight, warp.OutWidth, .. map.shape[2..]]).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Filled(torch.Tensor map, long[] places, long axis, double fill)
    {
        var outside = Enumerable.Range(0, places.Length).Where(i => places[i] < 0).Select(i => (long)i).ToArray();
        return outside.Length == 0 ? map : aten.index_fill_int_Scalar(map, axis, torch.tensor(outside), fill);
    }

    // A place on an axis as the number of a pixel; -1 for outside.
    private static long Place(double at, long length, BorderMode border)
    {
        if (!double.IsFinite(at) || Math.Abs(at) > int.MaxValue)
        {
            return -1;
        }

        var place = (long)Math.Floor(at);
        if (place >= 0 && place < length)
        {
            return place;
        }

        switch (border)
        {
            case BorderMode.Replicate:
                return Math.Clamp(place, 0, length - 1);
            case BorderMode.Wrap:
                return ((place % length) + length) % length;
            case BorderMode.Reflect or BorderMode.Reflect101 when length == 1:
                return 0;
            case BorderMode.Reflect or BorderMode.Reflect101:
                var turn = border == BorderMode.Reflect ? 2 * length : (2 * length) - 2;
                var within = ((place % turn) + turn) % turn;
                return within < length ? within : border == BorderMode.Reflect ? turn - 1 - within : turn - within;
            default:
                return -1;
        }
    }
}
