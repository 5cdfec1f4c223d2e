using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.ops;

namespace Thelper.Vision.Models.Detection;

/// <summary>torchvision's FCOS, which needs no anchors: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Tian and others: "FCOS: Fully Convolutional One-Stage Object Detection", arXiv:1904.01355. The one "anchor" of a pixel is a square as large as
/// the stride of its map. A class that derives from it can be named in a configuration.
/// </remarks>
public class FCOS : OneStageDetector
{
    private static readonly double[] Strides = [8, 16, 32, 64, 128];
    private static readonly double[] Square = [1];
    private readonly FCOSHead head;
    private readonly FCOSOptions options;

    /// <summary>Builds the detector.</summary>
    /// <param name="backbone">Makes five feature maps with strides from 8 to 128; owned from now on.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="options">Settings; torchvision's defaults unless given.</param>
    /// <exception cref="UserErrorException">There are fewer than two classes.</exception>
    public FCOS(DetectionBackbone backbone, int numClasses, FCOSOptions? options = null)
        : this(backbone, options ?? new(), HeadOf(backbone, numClasses))
    {
    }

    private FCOS(DetectionBackbone backbone, FCOSOptions options, FCOSHead head)
        : base(backbone, new AnchorGenerator([.. Strides.Select(stride => new[] { stride })], [.. Strides.Select(_ => Square)]), head, new GeneralizedRCNNTransform(options)) =>
        (this.head, this.options) = (head, options);

    /// <inheritdoc/>
    public override long ClassCount => head.Classification.ClassCount;

    /// <inheritdoc/>
    public override string GetName() => nameof(FCOS);

    /// <inheritdoc/>
    public override void ReplaceClasses(int classes) => head.Classification.Replace(classes);

    /// <inheritdoc/>
    private protected override DetectorOutput Answer(
        IReadOnlyList<Tensor> maps, Tensor anchors, long[] counts, IReadOnlyList<(long Height, long Width)> sizes, IReadOnlyList<DetectionTarget>? targets)
    {
        var (logits, codes, centrality) = head.call(maps);
        return targets is null ? new DetectorOutput([], [.. sizes.Select((size, i) => Found(logits[i], codes[i], centrality[i], anchors, counts, size))])
            : new DetectorOutput(Losses(logits, codes, centrality, anchors, counts, targets), []);
    }

    private static FCOSHead HeadOf(DetectionBackbone backbone, int classes)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return classes < 2
            ? throw new UserErrorException($"num_classes: a detector needs at least 2 classes, the background counted (got {classes})")
            : new FCOSHead(backbone.OutChannels, classes);
    }

    private Detections Found(Tensor logits, Tensor codes, Tensor centrality, Tensor anchors, long[] counts, (long Height, long Width) size)
    {
        Tensor BoxesOf(Tensor rows) => BoxLinearCoder.Decode(codes.index_select(0, rows), anchors.index_select(0, rows));
        var scores = (logits.sigmoid() * centrality.sigmoid()).sqrt();
        return DenseOutputs.Select(scores, counts, BoxesOf, size, (options.ScoreThresh, options.TopkCandidates, options.NmsThresh, options.DetectionsPerImg));
    }

    private OrderedDictionary<string, Tensor> Losses(
        Tensor logits, Tensor codes, Tensor centrality, Tensor anchors, long[] counts, IReadOnlyList<DetectionTarget> targets)
    {
        var (rows, labels, boxes) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < targets.Count; i++)
        {
            var matches = Match(anchors, counts, targets[i].Boxes);
            var found = where(matches.ge(0))[0];
            var objects = matches.index_select(0, found);
            rows.Add(found + (i * anchors.shape[0]));
            labels.Add(targets[i].Labels.index_select(0, objects));
            boxes.Add(targets[i].Boxes.index_select(0, objects));
        }

        var (at, truth) = (cat(rows), cat(boxes));
        var squares = anchors.index_select(0, at.remainder(anchors.shape[0]));
        var classes = zeros_like(logits).view(-1, logits.shape[2]);
        classes.index_put_([at, cat(labels)], tensor(1, classes.dtype, classes.device));
        var classification = sigmoid_focal_loss(logits, classes.view(logits.shape), reduction: nn.Reduction.Sum);
        var regression = generalized_box_iou_loss(BoxLinearCoder.Decode(codes.reshape(-1, 4).index_select(0, at), squares), truth, nn.Reduction.Sum);
        var central = nn.functional.binary_cross_entropy_with_logits(centrality.reshape(-1).index_select(0, at), Central(BoxLinearCoder.Encode(squares, truth)), reduction: nn.Reduction.Sum);
        var count = Math.Max(1, at.shape[0]);
        return new() { ["classification"] = classification / count, ["bbox_regression"] = regression / count, ["bbox_ctrness"] = central / count };
    }

    // 1 in the middle of an object, 0 at its edge (equation 3).
    private static Tensor Central(Tensor sides)
    {
        var (across, down) = (stack([sides.select(1, 0), sides.select(1, 2)], 1), stack([sides.select(1, 1), sides.select(1, 3)], 1));
        return ((across.amin([1]) / across.amax([1])) * (down.amin([1]) / down.amax([1]))).sqrt();
    }

    // The object of every pixel: the smallest of those whose centre is near and whose size suits the map; -1 for none.
    private Tensor Match(Tensor anchors, long[] counts, Tensor boxes)
    {
        if (boxes.shape[0] == 0)
        {
            return full([anchors.shape[0]], Matcher.Background, ScalarType.Int64, anchors.device);
        }

        var places = (anchors.narrow(1, 0, 2) + anchors.narrow(1, 2, 2)) / 2;
        var strides = anchors.select(1, 2) - anchors.select(1, 0);
        var apart = (places.unsqueeze(1) - ((boxes.narrow(1, 0, 2) + boxes.narrow(1, 2, 2)) / 2)).abs().amax([2]);
        var near = apart.lt((strides * options.CenterSamplingRadius).unsqueeze(1));

        var sides = cat([places.unsqueeze(1) - boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2) - places.unsqueeze(1)], 2);
        var (least, most) = (strides * 4, strides * 8);
        least.narrow(0, 0, counts[0]).fill_(0);
        most.narrow(0, most.shape[0] - counts[^1], counts[^1]).fill_(double.PositiveInfinity);
        var reach = sides.amax([2]);
        var fits = aten.logical_and(aten.logical_and(near, sides.amin([2]).gt(0)), aten.logical_and(reach.gt(least.unsqueeze(1)), reach.lt(most.unsqueeze(1))));

        // The larger this is, the smaller the object; 0 where it does not fit.
        var (rank, best) = aten.max_dim(fits.to(ScalarType.Float32) * (1e8 - box_area(boxes)), 1);
        return best.masked_fill(rank.lt(1e-5), Matcher.Background);
    }
}
