using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>torchvision's Mask R-CNN, which finds the pixels of each object too: same state-dict keys, same initial weights and same draws for a seed.</summary>
/// <remarks>He and others: "Mask R-CNN", arXiv:1703.06870. A class that derives from it can be named in a configuration.</remarks>
public class MaskRCNN : FasterRCNN
{
    // Of features of a region; the predictor makes maps of twice the side.
    private const int PoolSide = 14;

    /// <summary>Builds the detector.</summary>
    /// <param name="backbone">Makes the feature maps; owned from now on.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="options">Settings; torchvision's defaults unless given.</param>
    /// <param name="anchors">Makes the boxes to start from; one size for each of five feature maps, from 32 to 512, unless given.</param>
    /// <param name="rpnHead">Scores and moves them; the usual one unless given.</param>
    /// <param name="boxHead">Turns the features of a region into 1024 numbers; two linear layers unless given.</param>
    /// <param name="maskHead">Runs on the features of a region for its mask; four convolutions unless given.</param>
    /// <exception cref="UserErrorException">There are fewer than two classes.</exception>
    public MaskRCNN(
        DetectionBackbone backbone,
        int numClasses,
        FasterRCNNOptions? options = null,
        AnchorGenerator? anchors = null,
        RPNHead? rpnHead = null,
        nn.Module<Tensor, Tensor>? boxHead = null,
        MaskRCNNHeads? maskHead = null)
        : this(Branch(backbone, numClasses, maskHead), backbone, numClasses, options, anchors, rpnHead, boxHead)
    {
    }

    // The branch first: its weights are drawn before the others'.
    private MaskRCNN(
        MaskBranch branch, DetectionBackbone backbone, int numClasses, FasterRCNNOptions? options, AnchorGenerator? anchors, RPNHead? rpnHead, nn.Module<Tensor, Tensor>? boxHead)
        : base(backbone, numClasses, options, anchors, rpnHead, boxHead: boxHead) => Heads.Masks = branch;

    /// <inheritdoc/>
    public override bool HasMasks => true;

    /// <inheritdoc/>
    public override int MaskSide => 2 * PoolSide;

    /// <inheritdoc/>
    public override string GetName() => nameof(MaskRCNN);

    /// <inheritdoc/>
    public override void ReplaceClasses(int classes)
    {
        base.ReplaceClasses(classes);
        var old = Heads.Masks!.Predictor;
        Heads.Masks = Heads.Masks with { Predictor = new MaskRCNNPredictor(old.InChannels, old.Reduced, classes) };
        old.Dispose();
    }

    /// <inheritdoc/>
    private protected override void CheckTarget(DetectionTarget target, Tensor image, int index)
    {
        long[] wanted = [target.Boxes.shape[0], image.shape[1], image.shape[2]];
        if (target.Masks is null || !target.Masks.shape.SequenceEqual(wanted))
        {
            throw new UserErrorException(
                $"Mask R-CNN needs a mask for each object while training: those of image {index} of the batch must have the shape ({string.Join(", ", wanted)}), "
                + (target.Masks is null ? "there are none" : $"not ({string.Join(", ", target.Masks.shape)})"));
        }
    }

    private static MaskBranch Branch(DetectionBackbone backbone, int classes, MaskRCNNHeads? head)
    {
        const int Reduced = 256;
        ArgumentNullException.ThrowIfNull(backbone);
        head ??= new MaskRCNNHeads(backbone.OutChannels, [256, 256, 256, 256]);
        return new MaskBranch(new MultiScaleRoIAlign(["0", "1", "2", "3"], (PoolSide, PoolSide), 2), head, new MaskRCNNPredictor(head.OutChannels, Reduced, classes));
    }
}
