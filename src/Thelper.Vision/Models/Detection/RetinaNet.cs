using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.ops;

namespace Thelper.Vision.Models.Detection;

/// <summary>torchvision's RetinaNet: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>Lin and others: "Focal Loss for Dense Object Detection", arXiv:1708.02002. A class that derives from it can be named in a configuration.</remarks>
public class RetinaNet : OneStageDetector
{
    private static readonly double[] Ratios = [0.5, 1.0, 2.0];
    private static readonly int[] Sizes = [32, 64, 128, 256, 512];
    private readonly RetinaNetHead head;
    private readonly RetinaNetOptions options;
    private readonly Matcher matcher;
    private readonly BoxCoder coder = new((1, 1, 1, 1));

    /// <summary>Builds the detector.</summary>
    /// <param name="backbone">Makes the feature maps; owned from now on.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="options">Settings; torchvision's defaults unless given.</param>
    /// <param name="anchors">Makes the boxes to start from; three sizes for each of five feature maps unless given.</param>
    /// <param name="head">Scores and moves them; the usual one unless given.</param>
    /// <exception cref="UserErrorException">There are fewer than two classes.</exception>
    public RetinaNet(DetectionBackbone backbone, int numClasses, RetinaNetOptions? options = null, AnchorGenerator? anchors = null, RetinaNetHead? head = null)
        : this(backbone, options ?? new(), Parts(backbone, numClasses, anchors ?? DefaultAnchors(), head))
    {
    }

    private RetinaNet(DetectionBackbone backbone, RetinaNetOptions options, (AnchorGenerator Anchors, RetinaNetHead Head) parts)
        : base(backbone, parts.Anchors, parts.Head, new GeneralizedRCNNTransform(options))
    {
        (head, this.options) = (parts.Head, options);
        matcher = new Matcher(options.FgIouThresh, options.BgIouThresh, AllowLowQuality: true);
    }

    /// <inheritdoc/>
    public override long ClassCount => head.Classification.ClassCount;

    /// <inheritdoc/>
    public override string GetName() => nameof(RetinaNet);

    /// <inheritdoc/>
    public override void ReplaceClasses(int classes) => head.Classification.Replace(classes);

    /// <summary>Three sizes, a third of an octave apart, for each of five feature maps.</summary>
    internal static AnchorGenerator DefaultAnchors()
    {
        double[][] sizes = [.. Sizes.Select(s => new double[] { s, (int)(s * Math.Pow(2, 1.0 / 3)), (int)(s * Math.Pow(2, 2.0 / 3)) })];
        return new(sizes, [.. sizes.Select(_ => Ratios)]);
    }

    /// <inheritdoc/>
    private protected override DetectorOutput Answer(
        IReadOnlyList<Tensor> maps, Tensor anchors, long[] counts, IReadOnlyList<(long Height, long Width)> sizes, IReadOnlyList<DetectionTarget>? targets)
    {
        var (logits, codes) = head.call(maps);
        return targets is null ? new DetectorOutput([], [.. sizes.Select((size, i) => Found(logits[i], codes[i], anchors, counts, size))])
            : new DetectorOutput(Losses(logits, codes, anchors, targets), []);
    }

    private static (AnchorGenerator Anchors, RetinaNetHead Head) Parts(DetectionBackbone backbone, int classes, AnchorGenerator anchors, RetinaNetHead? head)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return classes < 2
            ? throw new UserErrorException($"num_classes: a detector needs at least 2 classes, the background counted (got {classes})")
            : (anchors, head ?? new RetinaNetHead(backbone.OutChannels, anchors.CountsPerLocation[0], classes));
    }

    private Detections Found(Tensor logits, Tensor codes, Tensor anchors, long[] counts, (long Height, long Width) size)
    {
        Tensor BoxesOf(Tensor rows) => coder.Decode(codes.index_select(0, rows), anchors.index_select(0, rows)).squeeze(1);
        return DenseOutputs.Select(logits.sigmoid(), counts, BoxesOf, size, (options.ScoreThresh, options.TopkCandidates, options.NmsThresh, options.DetectionsPerImg));
    }

    private OrderedDictionary<string, Tensor> Losses(Tensor logits, Tensor codes, Tensor anchors, IReadOnlyList<DetectionTarget> targets)
    {
        var (classification, regression) = (new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < targets.Count; i++)
        {
            var matches = targets[i].Boxes.shape[0] == 0
                ? full([anchors.shape[0]], Matcher.Background, ScalarType.Int64, anchors.device)
                : matcher.Match(box_iou(targets[i].Boxes, anchors));
            var found = where(matches.ge(0))[0];
            var objects = matches.index_select(0, found);
            var count = Math.Max(1, found.shape[0]);

            var truth = zeros_like(logits[i]);
            truth.index_put_([found, targets[i].Labels.index_select(0, objects)], tensor(1, truth.dtype, truth.device));
            var used = where(matches.ne(Matcher.Between))[0];
            classification.Add(sigmoid_focal_loss(logits[i].index_select(0, used), truth.index_select(0, used), reduction: nn.Reduction.Sum) / count);
            regression.Add(BoxLoss(codes[i].index_select(0, found), anchors.index_select(0, found), targets[i].Boxes.index_select(0, objects)) / count);
        }

        return new()
        {
            ["classification"] = classification.Aggregate((sum, next) => sum + next) / targets.Count,
            ["bbox_regression"] = regression.Aggregate((sum, next) => sum + next) / targets.Count,
        };
    }

    private Tensor BoxLoss(Tensor codes, Tensor anchors, Tensor boxes) => head.OverlapLoss
        ? generalized_box_iou_loss(coder.Decode(codes, anchors).squeeze(1), boxes, nn.Reduction.Sum)
        : nn.functional.l1_loss(codes, coder.Encode(boxes, anchors), nn.Reduction.Sum);
}
