using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The part of Keypoint R-CNN that finds the key points of a region's object: each is one pixel of a map over the region (arXiv:1703.06870, section 5).</summary>
/// <param name="Pool">Reads the features of a region.</param>
/// <param name="Head">Runs on them.</param>
/// <param name="Predictor">Makes a map for each key point of them.</param>
internal sealed record KeypointBranch(MultiScaleRoIAlign Pool, KeypointRCNNHeads Head, KeypointRCNNPredictor Predictor)
{
    /// <summary>Scores the pixels of the maps.</summary>
    /// <returns>(all regions, K, M, M).</returns>
    public Tensor Logits(OrderedDictionary<string, Tensor> features, IReadOnlyList<Tensor> regions, IReadOnlyList<(long Height, long Width)> sizes) =>
        Predictor.call(Head.call(Pool.Pool(features, regions, sizes)));

    /// <summary>How far key points are from the truth: cross entropy over the pixels, for those that are labelled and lie in their region.</summary>
    /// <param name="logits">(all regions, K, M, M).</param>
    /// <param name="regions">Per image, the regions of objects.</param>
    /// <param name="matches">Per image, which object each region belongs to.</param>
    /// <param name="targets">The objects.</param>
    public static Tensor Loss(Tensor logits, IReadOnlyList<Tensor> regions, IReadOnlyList<Tensor> matches, IReadOnlyList<DetectionTarget> targets)
    {
        var size = logits.shape[^1];
        var (pixels, counts) = (new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < targets.Count; i++)
        {
            var (pixel, counted) = PixelsOf(targets[i].Keypoints!.index_select(0, matches[i]), regions[i], size);
            pixels.Add(pixel.view(-1));
            counts.Add(counted.view(-1));
        }

        var used = where(cat(counts))[0];
        return used.shape[0] == 0
            ? logits.sum() * 0
            : nn.functional.cross_entropy(logits.reshape(-1, size * size).index_select(0, used), cat(pixels).index_select(0, used));
    }

    /// <summary>Finds the key points of detections.</summary>
    /// <param name="logits">(all detections, K, M, M).</param>
    /// <param name="found">The detections of each image.</param>
    /// <param name="sizes">Height and width of each image.</param>
    /// <returns>The detections with key points in pixels of the batch.</returns>
    public static List<Detections> AddTo(Tensor logits, IReadOnlyList<Detections> found, IReadOnlyList<(long Height, long Width)> sizes)
    {
        if (jit.is_tracing() && found is [var only])
        {
            var (traced, surest) = KeypointReading.Traced(logits, only.Boxes, sizes[0]);
            return [only with { Keypoints = traced, KeypointScores = surest }];
        }

        var (result, from) = (new List<Detections>(), 0L);
        foreach (var one in found)
        {
            var count = one.Boxes.shape[0];
            var (points, scores) = KeypointReading.Each(logits.narrow(0, from, count), one.Boxes);
            result.Add(one with { Keypoints = points, KeypointScores = scores });
            from += count;
        }

        return result;
    }

    // The pixel of each key point in the map over its region, and whether it has one.
    private static (Tensor Pixels, Tensor Counted) PixelsOf(Tensor points, Tensor regions, long size)
    {
        Tensor Along(long axis)
        {
            var (low, high) = (regions.select(1, axis).unsqueeze(1), regions.select(1, axis + 2).unsqueeze(1));
            var at = points.select(-1, axis);

            // The far edge belongs to the last pixel.
            return ((at - low) * (size / (high - low))).floor().to(ScalarType.Int64).masked_fill(at.eq(high), size - 1);
        }

        var (x, y) = (Along(0), Along(1));
        var inside = aten.logical_and(aten.logical_and(x.ge(0), y.ge(0)), aten.logical_and(x.lt(size), y.lt(size)));
        return ((y * size) + x, aten.logical_and(inside, points.select(-1, 2).gt(0)));
    }
}
