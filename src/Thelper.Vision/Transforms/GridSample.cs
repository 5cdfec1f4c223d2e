using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Maps images of real numbers as torchvision does, by PyTorch's sampling on a grid of places from -1 to 1.</summary>
internal static class GridSample
{
    // Whole numbers below it are exact in single precision, in which the places are computed.
    private const double MostExact = 1 << 24;

    /// <summary>The grid of a map.</summary>
    /// <param name="source">Leads from places in the result to places in the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="width">Width of the image.</param>
    /// <param name="outHeight">Height of the result.</param>
    /// <param name="outWidth">Width of the result.</param>
    /// <param name="type">In which precision.</param>
    /// <returns>1×H×W×2.</returns>
    public static torch.Tensor Grid(PlaneMap source, long height, long width, long outHeight, long outWidth, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var m = source.Numbers;
        var affine = m[6] == 0 && m[7] == 0;
        // Affine maps are taken about the centres, perspectives from the corner: the rounding shows.
        var numbers = affine ? PlaneMap.Shift(outWidth * 0.5, outHeight * 0.5).Then(source).Then(PlaneMap.Shift(width * -0.5, height * -0.5)).Numbers.ToArray() : m.ToArray();
        var (startX, startY) = affine ? ((outWidth * -0.5) + 0.5, (outHeight * -0.5) + 0.5) : (0.5, 0.5);
        var places = torch.ones([outHeight, outWidth, 3], type);
        places.select(2, 0).copy_(aten.linspace(startX, startX + outWidth - 1, outWidth, type));
        places.select(2, 1).copy_(aten.linspace(startY, startY + outHeight - 1, outHeight, type).unsqueeze(1));
        var flat = places.view(1, outHeight * outWidth, 3);
        double[] halves = affine ? [0.5 * width, 0.5 * height] : [0.5 * outWidth, 0.5 * outHeight];
        var half = torch.tensor(halves, dtype: type);
        var grid = aten.bmm(flat, torch.tensor(numbers[..6], [1, 2, 3], dtype: type).transpose(1, 2) / half);
        if (!affine)
        {
            var below = torch.tensor([m[6], m[7], 1, m[6], m[7], 1], [1, 2, 3], dtype: type).transpose(1, 2);
            grid = (grid / aten.bmm(flat, below)) - 1.0;
        }

        return grid.view(1, outHeight, outWidth, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Takes an image at the places of a grid.</summary>
    /// <param name="planes">C×H×W, or a batch of these.</param>
    /// <param name="grid">1×H×W×2.</param>
    /// <param name="nearest">Whether the nearest pixel is taken, not the mean of four.</param>
    /// <param name="fill">One value per channel, or one for all, outside; null for 0 with a soft edge.</param>
    /// <returns>Of the image's type; whole numbers are rounded.</returns>
    public static torch.Tensor At(torch.Tensor planes, torch.Tensor grid, bool nearest, double[]? fill)
    {
        using var scope = torch.NewDisposeScope();
        var (type, work) = (planes.dtype, grid.dtype);
        var shape = planes.shape;
        var image = planes.to(work).reshape([-1, .. shape[^3..]]);
        var places = grid.expand([image.shape[0], .. grid.shape[1..]]);
        if (fill is not null)
        {
            image = aten.cat([image, torch.ones([image.shape[0], 1, .. image.shape[2..]], work)], 1);
        }

        var result = aten.grid_sampler(image, places, nearest ? 1 : 0, 0, false);
        if (fill is not null)
        {
            var (share, color) = (result.narrow(1, result.shape[1] - 1, 1), torch.tensor(fill, [1, fill.Length, 1, 1], dtype: work));
            result = result.narrow(1, 0, result.shape[1] - 1);
            result = nearest ? aten.where_self(share < 0.5, color, result) : (result * share) + ((1.0 - share) * color);
        }

        result = type.IsFloatingPoint() ? result : aten.round(result);
        return result.to(type).reshape([.. shape[..^2], .. result.shape[2..]]).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Takes labels of any type at the nearest places of a grid.</summary>
    /// <param name="labels">H×W or H×W×C.</param>
    /// <param name="grid">1×H×W×2 of single precision.</param>
    /// <param name="fill">The label outside.</param>
    public static torch.Tensor Labels(torch.Tensor labels, torch.Tensor grid, double fill)
    {
        using var scope = torch.NewDisposeScope();
        var planes = (labels.ndim == 2 ? labels.unsqueeze(2) : labels).permute(2, 0, 1).to(torch.float64);
        var exact = planes.abs().max().ToDouble() < MostExact && Math.Abs(fill) < MostExact;
        var moved = At(exact ? planes.to(torch.float32) : planes, exact ? grid : grid.to(torch.float64), nearest: true, [fill]).permute(1, 2, 0).to(labels.dtype);
        return (labels.ndim == 2 ? moved.squeeze(2) : moved).contiguous().MoveToOuterDisposeScope();
    }
}
