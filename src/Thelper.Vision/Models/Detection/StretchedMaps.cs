using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>
/// Maps that are stretched over boxes, as products with matrices: rows x map x columns transposed. Each box has its own size, and still nothing here depends on what the boxes are but numbers,
/// so that a trace is true for all of them.
/// </summary>
internal static class StretchedMaps
{
    // Of libtorch's bicubic interpolation (R. Keys: Cubic convolution interpolation for digital image processing, 1981, equation 4, with another constant).
    private const double Sharpness = -0.75;

    /// <summary>What each pixel of a side of the image takes of each row (or column) of a map, linearly; nothing outside the box.</summary>
    /// <param name="first">(N), the first pixel of each box, float32; it may lie outside the image.</param>
    /// <param name="length">(N), pixels of each box, at least 1.</param>
    /// <param name="map">Rows (or columns) of the map.</param>
    /// <param name="side">Pixels of the image.</param>
    /// <returns>(N, side, map).</returns>
    public static Tensor Linear(Tensor first, Tensor length, long map, long side)
    {
        using var scope = NewDisposeScope();
        var at = arange(0, side, ScalarType.Float32, first.device).unsqueeze(0) - first.unsqueeze(1);
        var source = Source(at, length, map).clamp(0, map - 1);
        var inside = aten.logical_and(at.ge(0), at.lt(length.unsqueeze(1)));
        var weights = (1 - (source.unsqueeze(2) - Places(map, first)).abs()).clamp(min: 0);
        return (weights * inside.unsqueeze(2).to(ScalarType.Float32)).MoveToOuterDisposeScope();
    }

    /// <summary>What each pixel of a box's side takes of each row (or column) of a map, by bicubic interpolation; pixels beyond the box are to be left out.</summary>
    /// <param name="length">(N), pixels of each box, at least 1, float32.</param>
    /// <param name="map">Rows (or columns) of the map.</param>
    /// <param name="side">Pixels of the longest box.</param>
    /// <returns>(N, side, map).</returns>
    public static Tensor Cubic(Tensor length, long map, long side)
    {
        using var scope = NewDisposeScope();
        var source = Source(arange(0, side, ScalarType.Float32, length.device).unsqueeze(0), length, map);
        var floor = source.floor();
        var part = source - floor;

        // The four neighbours, from the second on the left to the second on the right; beyond the edge there is the edge.
        Tensor[] weights = [Far(part + 1), Near(part), Near(1 - part), Far(2 - part)];
        var places = Places(map, length);
        var sum = zeros([1], ScalarType.Float32, length.device);
        for (var k = 0; k < weights.Length; k++)
        {
            var neighbour = (floor + (k - 1)).clamp(0, map - 1).unsqueeze(2);
            sum = sum + (neighbour.eq(places).to(ScalarType.Float32) * weights[k].unsqueeze(2));
        }

        return sum.MoveToOuterDisposeScope();
    }

    // Where the middle of a pixel lies in the map.
    private static Tensor Source(Tensor at, Tensor length, long map) => ((at + 0.5) * aten.div_Tensor(full_like(length, map), length).unsqueeze(1)) - 0.5;

    private static Tensor Places(long map, Tensor like) => arange(0, map, ScalarType.Float32, like.device).view(1, 1, -1);

    private static Tensor Near(Tensor x) => (((x * (Sharpness + 2)) - (Sharpness + 3)) * x * x) + 1;

    private static Tensor Far(Tensor x) => (((((x * Sharpness) - (5 * Sharpness)) * x) + (8 * Sharpness)) * x) - (4 * Sharpness);
}
