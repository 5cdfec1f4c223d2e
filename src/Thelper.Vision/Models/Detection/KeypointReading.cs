using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Finds key points in maps over boxes: the map is made as large as its box, its best pixel is the point.</summary>
internal static class KeypointReading
{
    /// <summary>How many boxes a band is planned for: as many as detectors find at most unless told otherwise.</summary>
    public const long UsualBoxes = 100;

    private const long BandBytes = 32 << 20;

    /// <summary>Box by box.</summary>
    /// <param name="maps">(N, K, M, M).</param>
    /// <param name="boxes">(N, 4), in pixels of the image.</param>
    /// <returns>(N, K, 3): x, y, 1; and (N, K), what the map says there.</returns>
    public static (Tensor Points, Tensor Scores) Each(Tensor maps, Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var (count, points) = (maps.shape[0], maps.shape[1]);
        var result = ones([count, points, 3], ScalarType.Float32, maps.device);
        var scores = zeros([count, points], ScalarType.Float32, maps.device);
        var sizes = SizesOf(boxes);
        var pixels = sizes.ceil().to(ScalarType.Int64).cpu().contiguous().DataSpan<long>();
        for (var i = 0; i < count; i++)
        {
            using var step = NewDisposeScope();
            var (width, height) = (pixels[2 * i], pixels[(2 * i) + 1]);

            // The map as large as the box; its best pixel, and where the middle of that is in the image.
            var map = nn.functional.interpolate(maps[i].unsqueeze(1), size: [height, width], mode: InterpolationMode.Bicubic, align_corners: false).squeeze(1).reshape(points, -1);
            var best = map.argmax(1);
            var column = best.remainder(width);
            var row = aten.div_Tensor_mode(best - column, tensor(width, ScalarType.Int64, best.device), "floor");
            result[i].select(1, 0).copy_(((column.to(ScalarType.Float32) + 0.5) * (sizes[i][0] / width)) + boxes[i][0]);
            result[i].select(1, 1).copy_(((row.to(ScalarType.Float32) + 0.5) * (sizes[i][1] / height)) + boxes[i][1]);
            scores[i].copy_(map.gather(1, best.unsqueeze(1)).squeeze(1));
        }

        return (result.MoveToOuterDisposeScope(), scores.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// All boxes at once, in steps that a trace can keep. Maps as large as the image are made and looked through by bands of rows: a file that is made of the trace never holds a whole one.
    /// </summary>
    /// <remarks>Of equal pixels the first in the order of rows counts, as for <see cref="Each"/>.</remarks>
    /// <param name="maps">As for <see cref="Each"/>.</param>
    /// <param name="boxes">As for <see cref="Each"/>.</param>
    /// <param name="image">Height and width of the image, in which all boxes lie.</param>
    /// <param name="bandBytes">What a band takes at most for <see cref="UsualBoxes"/> boxes, unless one row takes more; that of more boxes takes accordingly more.</param>
    /// <returns>As <see cref="Each"/>.</returns>
    public static (Tensor Points, Tensor Scores) Traced(Tensor maps, Tensor boxes, (long Height, long Width) image, long bandBytes = BandBytes)
    {
        using var scope = NewDisposeScope();
        var (points, side) = (maps.shape[1], maps.shape[3]);
        var sizes = SizesOf(boxes);
        var (wide, high) = (sizes.select(1, 0), sizes.select(1, 1));
        var (width, height) = (wide.ceil(), high.ceil());
        var columns = StretchedMaps.Cubic(width, side, image.Width).transpose(1, 2);
        var rows = StretchedMaps.Cubic(height, maps.shape[2], image.Height);
        var beside = Beyond(width, image.Width).unsqueeze(1);

        // Row by row of the map, what all key points have there: (N, M, K x M).
        var lines = maps.permute(0, 2, 1, 3).reshape(-1, maps.shape[2], points * side);
        var rowsAtOnce = Math.Clamp(bandBytes / (UsualBoxes * points * image.Width * sizeof(float)), 1, image.Height);
        var bands = new List<Tensor>();
        for (var from = 0L; from < image.Height; from += rowsAtOnce)
        {
            // The best of each row and where it is, in one tensor: an engine that puts off one of the two, whatever order it takes the steps in, would hold all bands until then.
            using var step = NewDisposeScope();
            var count = Math.Min(rowsAtOnce, image.Height - from);
            var band = rows.narrow(1, from, count).matmul(lines).reshape(-1, count * points, side).matmul(columns).masked_fill(beside, double.NegativeInfinity);
            var at = band.argmax(2, true);
            bands.Add(cat([band.gather(2, at), at.to(ScalarType.Float32)], 2).MoveToOuterDisposeScope());
        }

        // (N, height, K): the best row, the first of equal ones.
        var found = cat(bands, 1).view(-1, image.Height, points, 2);
        var values = found.select(3, 0).masked_fill(Beyond(height, image.Height).unsqueeze(2), double.NegativeInfinity);
        var best = values.argmax(1, true);
        var x = ((found.select(3, 1).gather(1, best).squeeze(1) + 0.5) * (wide / width).unsqueeze(1)) + boxes.select(1, 0).unsqueeze(1);
        var y = ((best.squeeze(1).to(ScalarType.Float32) + 0.5) * (high / height).unsqueeze(1)) + boxes.select(1, 1).unsqueeze(1);
        return (stack([x, y, ones_like(x)], 2).MoveToOuterDisposeScope(), values.gather(1, best).squeeze(1).MoveToOuterDisposeScope());
    }

    private static Tensor SizesOf(Tensor boxes) => (boxes.narrow(1, 2, 2) - boxes.narrow(1, 0, 2)).clamp(min: 1);

    private static Tensor Beyond(Tensor length, long side) => arange(0, side, ScalarType.Float32, length.device).unsqueeze(0).ge(length.unsqueeze(1));
}
