using System.Globalization;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>A two-stage detector: regions are proposed, then classified.</summary>
/// <remarks>
/// The first input are the images, (channels, height, width) each with floating-point numbers in [0, 1]; sizes may differ. The second are their
/// objects, needed while training, else null.
/// </remarks>
public abstract class GeneralizedRCNN : nn.Module<IReadOnlyList<Tensor>, IReadOnlyList<DetectionTarget>?, DetectorOutput>
{
    private readonly GeneralizedRCNNTransform transform;
    private readonly DetectionBackbone backbone;
    private readonly RegionProposalNetwork rpn;
    private readonly RoIHeads roi_heads;

    /// <summary>Puts the parts together.</summary>
    /// <param name="parts">The parts; owned from now on.</param>
    protected GeneralizedRCNN((DetectionBackbone Backbone, RegionProposalNetwork Rpn, RoIHeads Heads, GeneralizedRCNNTransform Transform) parts)
    {
        (backbone, rpn, roi_heads, transform) = parts;
        register_module("transform", transform);
        register_module("backbone", backbone);
        register_module("rpn", rpn);
        register_module("roi_heads", roi_heads);
    }

    /// <summary>The second stage, with the last layer.</summary>
    public RoIHeads Heads => roi_heads;

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The model trains, and there are no objects, or their boxes are not in order.</exception>
    public override DetectorOutput forward(IReadOnlyList<Tensor> input1, IReadOnlyList<DetectionTarget>? input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        if (training && input2 is null)
        {
            throw new UserErrorException("a detector needs the objects of the images while training");
        }

        using var scope = NewDisposeScope();
        var (images, targets) = transform.Pack(input1, input2);
        CheckBoxes(targets);
        var features = backbone.call(images.Tensors);
        var (proposals, proposalLosses) = rpn.Propose(images, features, targets);
        var answer = roi_heads.Classify(features, proposals, images.ImageSizes, targets);
        var losses = answer.Losses;
        foreach (var (name, loss) in proposalLosses)
        {
            losses.Add(name, loss);
        }

        foreach (var loss in losses.Values)
        {
            loss.MoveToOuterDisposeScope();
        }

        var detections = GeneralizedRCNNTransform.Unpack(answer.Detections, images.ImageSizes, [.. input1.Select(GeneralizedRCNNTransform.SizeOf)]);
        foreach (var found in detections)
        {
            found.MoveToOuterDisposeScope();
        }

        return new DetectorOutput(losses, detections);
    }

    private static void CheckBoxes(IReadOnlyList<DetectionTarget>? targets)
    {
        for (var i = 0; i < targets?.Count; i++)
        {
            using var scope = NewDisposeScope();
            var boxes = targets[i].Boxes;
            if (boxes.dim() != 2 || boxes.shape[1] != 4)
            {
                throw new UserErrorException($"the boxes of an image must have the shape (count, 4), not ({string.Join(", ", boxes.shape)})");
            }

            var flat = boxes.narrow(1, 2, 2).le(boxes.narrow(1, 0, 2));
            if (flat.any().item<bool>())
            {
                var row = where(aten.any_dim(flat, 1))[0][0].item<long>();
                var values = boxes[row].to(ScalarType.Float64).cpu().contiguous().DataSpan<double>().ToArray();
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"all boxes must have a positive width and height, but box {row} of image {i} of the batch is [{string.Join(", ", values.Select(v => v.ToString("G7", CultureInfo.InvariantCulture)))}] after resizing"));
            }
        }
    }
}
