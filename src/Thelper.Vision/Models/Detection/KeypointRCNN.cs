using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>torchvision's Keypoint R-CNN, which finds named points of each object too: same state-dict keys, same initial weights and same draws for a seed.</summary>
/// <remarks>He and others: "Mask R-CNN", arXiv:1703.06870, section 5. A class that derives from it can be named in a configuration.</remarks>
public class KeypointRCNN : FasterRCNN
{
    /// <summary>Key points of a person in COCO.</summary>
    public const int CocoKeypoints = 17;

    /// <summary>Builds the detector.</summary>
    /// <param name="backbone">Makes the feature maps; owned from now on.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="options">Settings; torchvision's defaults unless given, with images between 640 and 800 pixels.</param>
    /// <param name="numKeypoints">Key points of each object.</param>
    /// <param name="anchors">Makes the boxes to start from; one size for each of five feature maps, from 32 to 512, unless given.</param>
    /// <param name="keypointHead">Runs on the features of a region for its key points; eight convolutions unless given.</param>
    /// <exception cref="UserErrorException">There are fewer than two classes, or no key points.</exception>
    public KeypointRCNN(
        DetectionBackbone backbone, int numClasses, FasterRCNNOptions? options = null, int numKeypoints = CocoKeypoints, AnchorGenerator? anchors = null, KeypointRCNNHeads? keypointHead = null)
        : this(Branch(backbone, numKeypoints, keypointHead), backbone, numClasses, options, anchors)
    {
    }

    // The branch first: its weights are drawn before the others'.
    private KeypointRCNN(KeypointBranch branch, DetectionBackbone backbone, int numClasses, FasterRCNNOptions? options, AnchorGenerator? anchors)
        : base(backbone, numClasses, options ?? Defaults, anchors) => Heads.Keypoints = branch;

    /// <summary>The default settings: images of several sizes.</summary>
    public static FasterRCNNOptions Defaults { get; } = new() { MinSize = [640, 672, 704, 736, 768, 800] };

    /// <inheritdoc/>
    public override int KeypointCount => Heads.Keypoints!.Predictor.KeypointCount;

    /// <inheritdoc/>
    public override string GetName() => nameof(KeypointRCNN);

    /// <summary>Gives it a last layer for another number of key points, initialised from libtorch's generator.</summary>
    /// <param name="count">Key points of each object.</param>
    /// <exception cref="UserErrorException">There are none.</exception>
    public void ReplaceKeypoints(int count)
    {
        RequirePoints(count);
        var old = Heads.Keypoints!.Predictor;
        Heads.Keypoints = Heads.Keypoints with { Predictor = new KeypointRCNNPredictor(old.InChannels, count) };
        old.Dispose();
    }

    /// <inheritdoc/>
    private protected override void CheckTarget(DetectionTarget target, Tensor image, int index)
    {
        long[] wanted = [target.Boxes.shape[0], KeypointCount, 3];
        if (target.Keypoints is null || !target.Keypoints.shape.SequenceEqual(wanted))
        {
            throw new UserErrorException(
                $"Keypoint R-CNN needs the key points of each object while training: those of image {index} of the batch must have the shape ({string.Join(", ", wanted)}), "
                + (target.Keypoints is null ? "there are none" : $"not ({string.Join(", ", target.Keypoints.shape)})"));
        }
    }

    private static void RequirePoints(int count)
    {
        if (count < 1)
        {
            throw new UserErrorException($"num_keypoints: {count} is not a number of key points (at least 1)");
        }
    }

    private static KeypointBranch Branch(DetectionBackbone backbone, int points, KeypointRCNNHeads? head)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        RequirePoints(points);
        head ??= new KeypointRCNNHeads(backbone.OutChannels, [512, 512, 512, 512, 512, 512, 512, 512]);
        return new KeypointBranch(new MultiScaleRoIAlign(["0", "1", "2", "3"], (14, 14), 2), head, new KeypointRCNNPredictor(head.OutChannels, points));
    }
}
