using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>torchvision's Faster R-CNN: same state-dict keys, same initial weights and same draws for a seed.</summary>
/// <remarks>
/// Ren, He, Girshick, Sun: "Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks", arXiv:1506.01497. A class that
/// derives from it, with a backbone of its own, can be named in a configuration.
/// </remarks>
public class FasterRCNN : GeneralizedRCNN
{
    private static readonly double[] Ratios = [0.5, 1.0, 2.0];

    /// <summary>Builds the detector.</summary>
    /// <param name="backbone">Makes the feature maps; owned from now on.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="options">Settings; torchvision's defaults unless given.</param>
    /// <param name="anchors">Makes the boxes to start from; one size for each of five feature maps, from 32 to 512, unless given.</param>
    /// <param name="rpnHead">Scores and moves them; the usual one unless given.</param>
    /// <param name="boxRoiPool">Reads the features of a region; the usual one unless given.</param>
    /// <param name="boxHead">Turns these features into 1024 numbers; two linear layers unless given.</param>
    /// <exception cref="UserErrorException">There are fewer than two classes.</exception>
    public FasterRCNN(
        DetectionBackbone backbone,
        int numClasses,
        FasterRCNNOptions? options = null,
        AnchorGenerator? anchors = null,
        RPNHead? rpnHead = null,
        MultiScaleRoIAlign? boxRoiPool = null,
        nn.Module<Tensor, Tensor>? boxHead = null)
        : base(Build(backbone, numClasses, options ?? new(), anchors ?? DefaultAnchors(), rpnHead, boxRoiPool, boxHead))
    {
    }

    /// <inheritdoc/>
    public override string GetName() => nameof(FasterRCNN);

    /// <summary>One size for each of five feature maps.</summary>
    /// <returns>The generator.</returns>
    internal static AnchorGenerator DefaultAnchors() => new([[32], [64], [128], [256], [512]], [Ratios, Ratios, Ratios, Ratios, Ratios]);

    /// <summary>All five sizes for each of three feature maps.</summary>
    /// <returns>The generator.</returns>
    internal static AnchorGenerator MobileAnchors()
    {
        double[] sizes = [32, 64, 128, 256, 512];
        return new([sizes, sizes, sizes], [Ratios, Ratios, Ratios]);
    }

    private static (DetectionBackbone, RegionProposalNetwork, RoIHeads, GeneralizedRCNNTransform) Build(
        DetectionBackbone backbone,
        int numClasses,
        FasterRCNNOptions options,
        AnchorGenerator anchors,
        RPNHead? rpnHead,
        MultiScaleRoIAlign? pool,
        nn.Module<Tensor, Tensor>? boxHead)
    {
        const int Representation = 1024;
        ArgumentNullException.ThrowIfNull(backbone);
        if (numClasses < 2)
        {
            throw new UserErrorException($"num_classes: a detector needs at least 2 classes, the background counted (got {numClasses})");
        }

        rpnHead ??= new RPNHead(backbone.OutChannels, anchors.CountsPerLocation[0]);
        pool ??= new MultiScaleRoIAlign(["0", "1", "2", "3"], (7, 7), 2);
        boxHead ??= new TwoMLPHead(backbone.OutChannels * pool.OutputSize.Rows * pool.OutputSize.Columns, Representation);
        var predictor = new FastRCNNPredictor(Representation, numClasses);
        return (backbone, new RegionProposalNetwork(anchors, rpnHead, options), new RoIHeads(pool, boxHead, predictor, options), new GeneralizedRCNNTransform(options));
    }
}
