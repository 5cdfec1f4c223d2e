using Thelper.Torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>A two-stage detector: regions are proposed, then classified.</summary>
public abstract class GeneralizedRCNN : Detector
{
    private readonly DetectionBackbone backbone;
    private readonly RegionProposalNetwork rpn;
    private readonly RoIHeads roi_heads;

    /// <summary>Puts the parts together.</summary>
    /// <param name="parts">The parts; owned from now on.</param>
    protected GeneralizedRCNN((DetectionBackbone Backbone, RegionProposalNetwork Rpn, RoIHeads Heads, GeneralizedRCNNTransform Transform) parts)
        : base(parts.Transform)
    {
        (backbone, rpn, roi_heads, _) = parts;
        register_module("transform", parts.Transform);
        register_module("backbone", backbone);
        register_module("rpn", rpn);
        register_module("roi_heads", roi_heads);
    }

    /// <summary>The second stage, with the last layer.</summary>
    public RoIHeads Heads => roi_heads;

    /// <inheritdoc/>
    public override long ClassCount => roi_heads.BoxPredictor.ClassCount;

    /// <inheritdoc/>
    public override void ReplaceClasses(int classes) => roi_heads.BoxPredictor = new FastRCNNPredictor(roi_heads.BoxPredictor.InChannels, classes);

    /// <inheritdoc/>
    protected override DetectorOutput Detect(ImageList images, IReadOnlyList<DetectionTarget>? targets)
    {
        ArgumentNullException.ThrowIfNull(images);
        var features = backbone.call(images.Tensors);
        var (proposals, proposalLosses) = rpn.Propose(images, features, targets);
        var answer = roi_heads.Classify(features, proposals, images.ImageSizes, targets);
        foreach (var (name, loss) in proposalLosses)
        {
            answer.Losses.Add(name, loss);
        }

        return answer;
    }
}
