using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.ops;

namespace Thelper.Vision.Models.Detection;

/// <summary>torchvision's SSD and SSDlite: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>Liu and others: "SSD: Single Shot MultiBox Detector", arXiv:1512.02325. A class that derives from it can be named in a configuration.</remarks>
public class SSD : OneStageDetector
{
    private readonly SSDHead head;
    private readonly SSDOptions options;
    private readonly SSDMatcher matcher;
    private readonly BoxCoder coder = new((10, 10, 5, 5));

    /// <summary>Builds the detector.</summary>
    /// <param name="backbone">Makes the feature maps; owned from now on.</param>
    /// <param name="anchors">Makes the boxes to start from.</param>
    /// <param name="size">Height and width that every image is resized to.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="options">Settings; torchvision's defaults unless given.</param>
    /// <param name="head">Scores and moves the boxes; plain convolutions unless given.</param>
    /// <exception cref="UserErrorException">There are fewer than two classes.</exception>
    public SSD(SSDBackbone backbone, DefaultBoxGenerator anchors, (int Height, int Width) size, int numClasses, SSDOptions? options = null, SSDHead? head = null)
        : this(backbone, anchors, size, options ?? new(), head ?? HeadOf(backbone, anchors, numClasses))
    {
    }

    private SSD(SSDBackbone backbone, DefaultBoxGenerator anchors, (int Height, int Width) size, SSDOptions options, SSDHead head)
        : base(backbone, anchors, head, new GeneralizedRCNNTransform(options, size))
    {
        (this.head, this.options) = (head, options);
        matcher = new SSDMatcher(options.IouThresh);
    }

    /// <inheritdoc/>
    public override long ClassCount => head.Classification.NumColumns;

    /// <inheritdoc/>
    public override string GetName() => nameof(SSD);

    /// <inheritdoc/>
    public override void ReplaceClasses(int classes) => head.Classification.Replace(classes);

    /// <summary>The head of a backbone.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="anchors">The boxes to start from.</param>
    /// <param name="classes">Classes, the background counted.</param>
    /// <param name="norm">Makes the normalisation of SSDlite's layers; null for SSD.</param>
    internal static SSDHead HeadOf(SSDBackbone backbone, DefaultBoxGenerator anchors, int classes, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(anchors);
        return classes < 2
            ? throw new UserErrorException($"num_classes: a detector needs at least 2 classes, the background counted (got {classes})")
            : new SSDHead(backbone.OutChannels, anchors.CountsPerLocation, classes, norm);
    }

    /// <inheritdoc/>
    private protected override DetectorOutput Answer(
        IReadOnlyList<Tensor> maps, Tensor anchors, long[] counts, IReadOnlyList<(long Height, long Width)> sizes, IReadOnlyList<DetectionTarget>? targets)
    {
        var (logits, codes) = head.call(maps);
        if (targets is not null)
        {
            return new DetectorOutput(Losses(logits, codes, anchors, targets), []);
        }

        var scores = nn.functional.softmax(logits, -1);
        return new DetectorOutput([], [.. sizes.Select((size, i) => Found(scores[i], clip_boxes_to_image(coder.Decode(codes[i], anchors).squeeze(1), size)))]);
    }

    private Detections Found(Tensor scores, Tensor boxes)
    {
        var (chosen, best, labels) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var label = 1; label < scores.shape[1]; label++)
        {
            var ofClass = scores.select(1, label);
            var above = where(ofClass.gt(options.ScoreThresh))[0];
            var (top, order) = DenseOutputs.Best(ofClass.index_select(0, above), options.TopkCandidates);
            chosen.Add(boxes.index_select(0, above.index_select(0, order)));
            best.Add(top);
            labels.Add(full_like(top, label, ScalarType.Int64));
        }

        return DenseOutputs.Apart(cat(chosen), cat(best), cat(labels), options.NmsThresh, options.DetectionsPerImg);
    }

    private OrderedDictionary<string, Tensor> Losses(Tensor logits, Tensor codes, Tensor anchors, IReadOnlyList<DetectionTarget> targets)
    {
        var (regression, truth, count) = (new List<Tensor>(), new List<Tensor>(), 0L);
        for (var i = 0; i < targets.Count; i++)
        {
            var matches = targets[i].Boxes.shape[0] == 0
                ? full([anchors.shape[0]], Matcher.Background, ScalarType.Int64, anchors.device)
                : matcher.Match(box_iou(targets[i].Boxes, anchors));
            var found = where(matches.ge(0))[0];
            var objects = matches.index_select(0, found);
            count += found.shape[0];
            var goals = coder.Encode(targets[i].Boxes.index_select(0, objects), anchors.index_select(0, found));
            regression.Add(nn.functional.smooth_l1_loss(codes[i].index_select(0, found), goals, nn.Reduction.Sum));
            truth.Add(zeros([anchors.shape[0]], ScalarType.Int64, anchors.device).index_put_([found], targets[i].Labels.index_select(0, objects)));
        }

        var labels = stack(truth);
        var classification = nn.functional.cross_entropy(logits.view(-1, logits.shape[2]), labels.view(-1), reduction: nn.Reduction.None).view(labels.shape);
        var positive = labels.gt(0);
        var chosen = classification.masked_select(positive).sum() + classification.masked_select(Hard(classification, positive)).sum();
        count = Math.Max(1, count);
        return new() { ["bbox_regression"] = stack(regression).sum() / count, ["classification"] = chosen / count };
    }

    // The background boxes with the largest losses, so many for each object (section 2.2, hard negative mining).
    private Tensor Hard(Tensor losses, Tensor positive)
    {
        var wanted = positive.sum([1], keepdim: true) * ((1.0 - options.PositiveFraction) / options.PositiveFraction);
        var (_, order) = aten.sort(losses.detach().masked_fill(positive, double.NegativeInfinity), 1, descending: true);
        var (_, rank) = aten.sort(order, 1);
        return rank.lt(wanted);
    }
}
