using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.ops;

namespace Thelper.Vision.Models.Detection;

/// <summary>The part of Mask R-CNN that finds which pixels of a region belong to its object (arXiv:1703.06870, section 3).</summary>
/// <param name="Pool">Reads the features of a region.</param>
/// <param name="Head">Runs on them.</param>
/// <param name="Predictor">Makes a mask for each class of them.</param>
internal sealed record MaskBranch(MultiScaleRoIAlign Pool, MaskRCNNHeads Head, MaskRCNNPredictor Predictor)
{
    /// <summary>Scores the pixels of regions.</summary>
    /// <returns>(all regions, classes, M, M).</returns>
    public Tensor Logits(OrderedDictionary<string, Tensor> features, IReadOnlyList<Tensor> regions, IReadOnlyList<(long Height, long Width)> sizes) =>
        Predictor.call(Head.call(Pool.Pool(features, regions, sizes)));

    /// <summary>How far masks are from the truth: binary cross entropy of the true class's mask.</summary>
    /// <param name="logits">(all regions, classes, M, M).</param>
    /// <param name="regions">Per image, the regions of objects.</param>
    /// <param name="matches">Per image, which object each region belongs to.</param>
    /// <param name="targets">The objects.</param>
    public static Tensor Loss(Tensor logits, IReadOnlyList<Tensor> regions, IReadOnlyList<Tensor> matches, IReadOnlyList<DetectionTarget> targets)
    {
        if (logits.shape[0] == 0)
        {
            return logits.sum() * 0;
        }

        var size = logits.shape[^1];
        var truth = cat([.. targets.Select((target, i) => Cut(target.Masks!, regions[i], matches[i], size))]);
        var labels = cat([.. targets.Select((target, i) => target.Labels.index_select(0, matches[i]))]);
        return nn.functional.binary_cross_entropy_with_logits(OfClass(logits, labels), truth);
    }

    /// <summary>The mask of each detection's class.</summary>
    /// <param name="logits">(all detections, classes, M, M).</param>
    /// <param name="found">The detections of each image.</param>
    /// <returns>The detections with masks (N, 1, M, M), in [0, 1], which cover their boxes.</returns>
    public static List<Detections> AddTo(Tensor logits, IReadOnlyList<Detections> found)
    {
        var chosen = OfClass(logits.sigmoid(), cat([.. found.Select(one => one.Labels)])).unsqueeze(1);
        if (found is [var only])
        {
            // A trace must not keep how many there are.
            return [only with { Masks = chosen }];
        }

        var (result, from) = (new List<Detections>(), 0L);
        foreach (var one in found)
        {
            result.Add(one with { Masks = chosen.narrow(0, from, one.Labels.shape[0]) });
            from += one.Labels.shape[0];
        }

        return result;
    }

    private static Tensor OfClass(Tensor masks, Tensor labels) => masks.gather(1, labels.view(-1, 1, 1, 1).expand(-1, 1, masks.shape[2], masks.shape[3])).squeeze(1);

    // The truth over a region, at the resolution of the branch.
    private static Tensor Cut(Tensor masks, Tensor regions, Tensor matches, long size)
    {
        var rois = cat([matches.to(regions.dtype).unsqueeze(1), regions], 1);
        return roi_align(masks.unsqueeze(1).to(regions.dtype), rois, (size, size)).squeeze(1);
    }
}
