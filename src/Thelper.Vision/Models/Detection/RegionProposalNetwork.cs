using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.ops;

namespace Thelper.Vision.Models.Detection;

/// <summary>Proposes regions that may hold an object (arXiv:1506.01497, section 3.1).</summary>
public sealed class RegionProposalNetwork : nn.Module
{
    private const double LeastSize = 1e-3;
    private readonly AnchorGenerator anchor_generator;
    private readonly RPNHead head;
    private readonly BoxCoder coder = new((1, 1, 1, 1));
    private readonly Matcher matcher;
    private readonly BalancedSampler sampler;
    private readonly FasterRCNNOptions options;

    /// <summary>Builds the network.</summary>
    /// <param name="anchors">Makes the boxes it starts from.</param>
    /// <param name="head">Scores and moves them.</param>
    /// <param name="options">The settings whose names start with <c>Rpn</c>.</param>
    public RegionProposalNetwork(AnchorGenerator anchors, RPNHead head, FasterRCNNOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (anchor_generator, this.head, this.options) = (anchors, head, options);
        matcher = new Matcher(options.RpnFgIouThresh, options.RpnBgIouThresh, AllowLowQuality: true);
        sampler = new BalancedSampler(options.RpnBatchSizePerImage, options.RpnPositiveFraction);
        register_module("anchor_generator", anchor_generator);
        register_module("head", head);
    }

    /// <summary>Proposes regions.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="features">Its feature maps, finest first.</param>
    /// <param name="targets">The objects, while training; else null.</param>
    /// <returns>Per image, regions (N, 4), best first; and while training the losses, else none.</returns>
    public (IReadOnlyList<Tensor> Proposals, OrderedDictionary<string, Tensor> Losses) Propose(
        ImageList images, OrderedDictionary<string, Tensor> features, IReadOnlyList<DetectionTarget>? targets)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(features);
        using var scope = NewDisposeScope();
        var maps = features.Values.ToList();
        var (levelLogits, levelDeltas) = head.call(maps);
        var anchors = anchor_generator.Generate(images, maps);
        var counts = levelLogits.Select(l => l.shape[1] * l.shape[2] * l.shape[3]).ToArray();
        var logits = Flattened(levelLogits, 1).flatten(0, -2);
        var deltas = Flattened(levelDeltas, 4).reshape(-1, 4);
        var count = images.ImageSizes.Count;

        // Proposals are inputs of what follows, not a way for gradients.
        var allAnchors = count == 1 ? anchors : anchors.repeat(count, 1);
        var boxes = coder.Decode(deltas.detach(), allAnchors).view(count, -1, 4);
        var proposals = Filter(boxes, logits.detach().reshape(count, -1), images.ImageSizes, counts);
        var losses = new OrderedDictionary<string, Tensor>();
        if (training)
        {
            var (objectness, regression) = Losses(logits.flatten(), deltas, anchors, allAnchors, targets ?? throw new ArgumentNullException(nameof(targets)));
            losses.Add("loss_objectness", objectness.MoveToOuterDisposeScope());
            losses.Add("loss_rpn_box_reg", regression.MoveToOuterDisposeScope());
        }

        return (proposals.ConvertAll(p => p.MoveToOuterDisposeScope()), losses);
    }

    private static Tensor Flattened(IReadOnlyList<Tensor> levels, long values) => cat([.. levels.Select(level => DenseOutputs.Rows(level, values))], 1);

    private List<Tensor> Filter(Tensor boxes, Tensor logits, IReadOnlyList<(long Height, long Width)> sizes, long[] counts)
    {
        var (before, after) = training
            ? (options.RpnPreNmsTopNTrain, options.RpnPostNmsTopNTrain)
            : (options.RpnPreNmsTopNTest, options.RpnPostNmsTopNTest);
        var (tops, levels, offset) = (new List<Tensor>(), new List<Tensor>(), 0L);
        for (var level = 0; level < counts.Length; level++)
        {
            var (_, top) = aten.topk(logits.narrow(1, offset, counts[level]), Math.Min(before, counts[level]), 1);
            tops.Add(top + offset);
            levels.Add(full([top.shape[1]], level, ScalarType.Int64, logits.device));
            offset += counts[level];
        }

        var (best, ofLevel) = (cat(tops, 1), cat(levels));
        var found = new List<Tensor>();
        for (var i = 0; i < sizes.Count; i++)
        {
            var rows = best.select(0, i);
            var scores = logits.select(0, i).index_select(0, rows).sigmoid();
            var clipped = clip_boxes_to_image(boxes.select(0, i).index_select(0, rows), sizes[i]);
            var keep = remove_small_boxes(clipped, LeastSize);
            var (b, s, l) = (clipped.index_select(0, keep), scores.index_select(0, keep), ofLevel.index_select(0, keep));
            keep = where(s.ge(options.RpnScoreThresh))[0];
            (b, s, l) = (b.index_select(0, keep), s.index_select(0, keep), l.index_select(0, keep));
            keep = batched_nms(b, s, l, options.RpnNmsThresh);
            found.Add(b.index_select(0, aten.slice_Tensor(keep, 0, 0, after)));
        }

        return found;
    }

    private (Tensor Objectness, Tensor Regression) Losses(Tensor logits, Tensor deltas, Tensor anchors, Tensor allAnchors, IReadOnlyList<DetectionTarget> targets)
    {
        var (labels, boxes, positives, negatives) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var target in targets)
        {
            var (label, box) = Assign(anchors, target.Boxes);
            labels.Add(label);
            boxes.Add(box);
        }

        foreach (var label in labels)
        {
            var (positive, negative) = sampler.Draw(label);
            positives.Add(positive);
            negatives.Add(negative);
        }

        var goals = coder.Encode(cat(boxes), allAnchors);
        var drawnPositive = where(cat(positives))[0];
        var drawn = cat([drawnPositive, where(cat(negatives))[0]]);
        var regression = nn.functional.smooth_l1_loss(deltas.index(drawnPositive), goals.index(drawnPositive), nn.Reduction.Sum, 1.0 / 9) / drawn.numel();
        var objectness = nn.functional.binary_cross_entropy_with_logits(logits.index(drawn), cat(labels).index(drawn));
        return (objectness, regression);
    }

    // Labels: 1 for an object, 0 for none, -1 to leave out.
    private (Tensor Labels, Tensor Boxes) Assign(Tensor anchors, Tensor objects)
    {
        if (objects.shape[0] == 0)
        {
            return (zeros([anchors.shape[0]], ScalarType.Float32, anchors.device), zeros(anchors.shape, ScalarType.Float32, anchors.device));
        }

        var matches = matcher.Match(box_iou(objects, anchors));
        var labels = matches.ge(0).to(ScalarType.Float32).masked_fill_(matches.eq(Matcher.Between), -1);
        return (labels, objects.index_select(0, matches.clamp(min: 0)));
    }
}
