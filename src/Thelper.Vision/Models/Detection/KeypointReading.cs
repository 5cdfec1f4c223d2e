using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Finds key points in maps over boxes: the map is made as large as its box, its best pixel is the point.</summary>
internal static class KeypointReading
{
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

    /// <summary>All boxes at once, one key point after the other, in steps that a trace can keep: it costs a map as large as the image for each box.</summary>
    /// <param name="maps">As for <see cref="Each"/>.</param>
    /// <param name="boxes">As for <see cref="Each"/>.</param>
    /// <param name="image">Height and width of the image, in which all boxes lie.</param>
    /// <returns>As <see cref="Each"/>.</returns>
    public static (Tensor Points, Tensor Scores) Traced(Tensor maps, Tensor boxes, (long Height, long Width) image)
    {
        using var scope = NewDisposeScope();
        var sizes = SizesOf(boxes);
        var (wide, high) = (sizes.select(1, 0), sizes.select(1, 1));
        var (width, height) = (wide.ceil(), high.ceil());
        var columns = StretchedMaps.Cubic(width, maps.shape[3], image.Width).transpose(1, 2);
        var rows = StretchedMaps.Cubic(height, maps.shape[2], image.Height);
        var beyond = aten.logical_or(Beyond(height, image.Height).unsqueeze(2), Beyond(width, image.Width).unsqueeze(1));
        var (points, scores) = (new List<Tensor>(), new List<Tensor>());
        for (var k = 0; k < maps.shape[1]; k++)
        {
            // A map as large as the image for each box: one key point's at a time.
            using var step = NewDisposeScope();
            var map = rows.matmul(maps.select(1, k)).matmul(columns).masked_fill(beyond, double.NegativeInfinity).flatten(1);
            var best = map.argmax(1);
            var column = best.remainder(image.Width);
            var row = aten.div_Tensor_mode(best - column, tensor(image.Width, ScalarType.Int64, best.device), "floor");
            var x = ((column.to(ScalarType.Float32) + 0.5) * (wide / width)) + boxes.select(1, 0);
            var y = ((row.to(ScalarType.Float32) + 0.5) * (high / height)) + boxes.select(1, 1);
            points.Add(stack([x, y, ones_like(x)], 1).MoveToOuterDisposeScope());
            scores.Add(map.gather(1, best.unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope());
        }

        return (stack([.. points], 1).MoveToOuterDisposeScope(), stack([.. scores], 1).MoveToOuterDisposeScope());
    }

    private static Tensor SizesOf(Tensor boxes) => (boxes.narrow(1, 2, 2) - boxes.narrow(1, 0, 2)).clamp(min: 1);

    private static Tensor Beyond(Tensor length, long side) => arange(0, side, ScalarType.Float32, length.device).unsqueeze(0).ge(length.unsqueeze(1));
}
