using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.ops;

namespace Thelper.Vision.Models.Detection;

/// <summary>Says of each proposed region what is in it and where exactly (arXiv:1504.08083).</summary>
public sealed class RoIHeads : nn.Module
{
    private const double LeastSize = 1e-2;
    private readonly MultiScaleRoIAlign box_roi_pool;
    private readonly nn.Module<Tensor, Tensor> box_head;
    private readonly BoxCoder coder;
    private readonly Matcher matcher;
    private readonly BalancedSampler sampler;
    private readonly FasterRCNNOptions options;
    private FastRCNNPredictor box_predictor;
    private MaskBranch? masks;
    private KeypointBranch? keypoints;

    /// <summary>Builds the heads.</summary>
    /// <param name="pool">Reads the features of a region.</param>
    /// <param name="head">Turns them into a vector.</param>
    /// <param name="predictor">Makes scores and boxes of that.</param>
    /// <param name="options">The settings whose names start with <c>Box</c> or <c>Bbox</c>.</param>
    public RoIHeads(MultiScaleRoIAlign pool, nn.Module<Tensor, Tensor> head, FastRCNNPredictor predictor, FasterRCNNOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (box_roi_pool, box_head, box_predictor, this.options) = (pool, head, predictor, options);
        var weights = options.BboxRegWeights ?? [10, 10, 5, 5];
        coder = new BoxCoder((weights[0], weights[1], weights[2], weights[3]));
        matcher = new Matcher(options.BoxFgIouThresh, options.BoxBgIouThresh, AllowLowQuality: false);
        sampler = new BalancedSampler(options.BoxBatchSizePerImage, options.BoxPositiveFraction);
        register_module("box_roi_pool", box_roi_pool);
        register_module("box_head", box_head);
        register_module("box_predictor", box_predictor);
    }

    /// <summary>The last layer. Setting it releases the old one.</summary>
    public FastRCNNPredictor BoxPredictor
    {
        get => box_predictor;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.train(training);
            register_module("box_predictor", value);
            box_predictor.Dispose();
            box_predictor = value;
        }
    }

    /// <summary>The part that finds masks; null for none. Setting it registers its layers; old ones are the caller's to dispose.</summary>
    internal MaskBranch? Masks
    {
        get => masks;
        set
        {
            masks = value!;
            Register("mask", masks.Pool, masks.Head, masks.Predictor);
        }
    }

    /// <summary>The part that finds key points; null for none. Setting it registers its layers; old ones are the caller's to dispose.</summary>
    internal KeypointBranch? Keypoints
    {
        get => keypoints;
        set
        {
            keypoints = value!;
            Register("keypoint", keypoints.Pool, keypoints.Head, keypoints.Predictor);
        }
    }

    /// <summary>Classifies regions.</summary>
    /// <param name="features">Feature maps, finest first.</param>
    /// <param name="proposals">Regions (N, 4) of each image.</param>
    /// <param name="sizes">Height and width of each image.</param>
    /// <param name="targets">The objects, while training; else null.</param>
    /// <returns>The losses while training, the detections else.</returns>
    public DetectorOutput Classify(
        OrderedDictionary<string, Tensor> features, IReadOnlyList<Tensor> proposals, IReadOnlyList<(long Height, long Width)> sizes, IReadOnlyList<DetectionTarget>? targets)
    {
        using var scope = NewDisposeScope();
        var losses = new OrderedDictionary<string, Tensor>();
        if (!training)
        {
            var (logits, codes) = Predict(features, proposals, sizes);
            var detections = Select(logits, codes, proposals, sizes);
            var boxesFound = detections.ConvertAll(d => d.Boxes);
            detections = masks is null ? detections : MaskBranch.AddTo(masks.Logits(features, boxesFound, sizes), detections);
            detections = keypoints is null ? detections : KeypointBranch.AddTo(keypoints.Logits(features, boxesFound, sizes), detections, sizes);
            detections.ForEach(d => d.MoveToOuterDisposeScope());
            return new DetectorOutput(losses, detections);
        }

        var samples = proposals.Zip(targets ?? throw new ArgumentNullException(nameof(targets)), Assign).ToList();
        for (var i = 0; i < samples.Count; i++)
        {
            samples[i] = Drawn(samples[i]);
        }

        var (scores, boxes) = Predict(features, samples.ConvertAll(s => s.Regions), sizes);
        var goals = coder.Encode(cat(samples.ConvertAll(s => s.Objects)), cat(samples.ConvertAll(s => s.Regions)));
        var (classification, regression) = Losses(scores, boxes, cat(samples.ConvertAll(s => s.Labels)), goals);
        losses.Add("loss_classifier", classification.MoveToOuterDisposeScope());
        losses.Add("loss_box_reg", regression.MoveToOuterDisposeScope());
        if (masks is not null || keypoints is not null)
        {
            // Learnt from the regions of objects alone.
            var positive = samples.ConvertAll(s => where(s.Labels.gt(0))[0]);
            var regions = samples.Select((s, i) => s.Regions.index_select(0, positive[i])).ToList();
            var matches = samples.Select((s, i) => s.Matches.index_select(0, positive[i])).ToList();
            if (masks is not null)
            {
                losses.Add("loss_mask", MaskBranch.Loss(masks.Logits(features, regions, sizes), regions, matches, targets).MoveToOuterDisposeScope());
            }

            if (keypoints is not null)
            {
                losses.Add("loss_keypoint", KeypointBranch.Loss(keypoints.Logits(features, regions, sizes), regions, matches, targets).MoveToOuterDisposeScope());
            }
        }

        return new DetectorOutput(losses, []);
    }

    private static (Tensor Classification, Tensor Regression) Losses(Tensor logits, Tensor codes, Tensor labels, Tensor goals)
    {
        var classification = nn.functional.cross_entropy(logits, labels);
        var positive = where(labels.gt(0))[0];
        var chosen = codes.reshape(logits.shape[0], -1, 4).index(positive, labels.index_select(0, positive));
        var regression = nn.functional.smooth_l1_loss(chosen, goals.index(positive), nn.Reduction.Sum, 1.0 / 9) / labels.numel();
        return (classification, regression);
    }

    private (Tensor Logits, Tensor Codes) Predict(OrderedDictionary<string, Tensor> features, IReadOnlyList<Tensor> regions, IReadOnlyList<(long Height, long Width)> sizes) =>
        box_predictor.call(box_head.call(box_roi_pool.Pool(features, regions, sizes)));

    private void Register(string kind, nn.Module pool, nn.Module head, nn.Module predictor)
    {
        predictor.train(training);
        register_module($"{kind}_roi_pool", pool);
        register_module($"{kind}_head", head);
        register_module($"{kind}_predictor", predictor);
    }

    // Every region, and every true box as one, with the true box and the label that it belongs to; -1 leaves out.
    private (Tensor Regions, Tensor Objects, Tensor Labels, Tensor Matches) Assign(Tensor proposals, DetectionTarget target)
    {
        var objects = target.Boxes.to(proposals.dtype);
        var regions = cat([proposals, objects]);
        if (objects.shape[0] == 0)
        {
            var none = zeros([regions.shape[0]], ScalarType.Int64, regions.device);
            return (regions, zeros(regions.shape, regions.dtype, regions.device), none, none);
        }

        var matches = matcher.Match(box_iou(objects, regions));
        var at = matches.clamp(min: 0);
        var labels = target.Labels.index_select(0, at).masked_fill_(matches.eq(Matcher.Background), 0).masked_fill_(matches.eq(Matcher.Between), -1);
        return (regions, objects.index_select(0, at), labels, at);
    }

    private (Tensor Regions, Tensor Objects, Tensor Labels, Tensor Matches) Drawn((Tensor Regions, Tensor Objects, Tensor Labels, Tensor Matches) all)
    {
        var (positive, negative) = sampler.Draw(all.Labels);
        var drawn = where(aten.logical_or(positive, negative))[0];
        return (all.Regions.index_select(0, drawn), all.Objects.index_select(0, drawn), all.Labels.index_select(0, drawn), all.Matches.index_select(0, drawn));
    }

    private List<Detections> Select(Tensor logits, Tensor codes, IReadOnlyList<Tensor> proposals, IReadOnlyList<(long Height, long Width)> sizes)
    {
        var classes = logits.shape[1];
        var decoded = coder.Decode(codes, cat(proposals));
        var scores = nn.functional.softmax(logits, -1);
        var found = new List<Detections>();
        var from = 0L;
        for (var i = 0; i < sizes.Count; i++)
        {
            var count = proposals[i].shape[0];

            // Of a single image all regions are its own; a trace must not keep how many those of its example were.
            var (own, ownScores) = sizes.Count == 1 ? (decoded, scores) : (decoded.narrow(0, from, count), scores.narrow(0, from, count));
            var b = clip_boxes_to_image(own, sizes[i]).narrow(1, 1, classes - 1).reshape(-1, 4);
            var known = ownScores.narrow(1, 1, classes - 1);
            var s = known.reshape(-1);
            var l = arange(1, classes, ScalarType.Int64, logits.device).expand_as(known).reshape(-1);
            from += count;
            var keep = where(s.gt(options.BoxScoreThresh))[0];
            (b, s, l) = (b.index_select(0, keep), s.index_select(0, keep), l.index_select(0, keep));
            keep = remove_small_boxes(b, LeastSize);
            (b, s, l) = (b.index_select(0, keep), s.index_select(0, keep), l.index_select(0, keep));
            keep = batched_nms(b, s, l, options.BoxNmsThresh);
            keep = aten.slice_Tensor(keep, 0, 0, options.BoxDetectionsPerImg);
            found.Add(new Detections(b.index_select(0, keep), l.index_select(0, keep), s.index_select(0, keep)));
        }

        return found;
    }
}
