using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The two heads of RetinaNet.</summary>
public sealed class RetinaNetHead : nn.Module<IReadOnlyList<Tensor>, (Tensor Logits, Tensor Codes)>
{
    private readonly RetinaNetClassificationHead classification_head;
    private readonly RetinaNetRegressionHead regression_head;

    /// <summary>Builds the heads and initialises them from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of the feature maps.</param>
    /// <param name="numAnchors">Anchors at each pixel.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none.</param>
    /// <param name="overlapLoss">Whether boxes are learnt by their generalised overlap instead of by their distances.</param>
    public RetinaNetHead(int inChannels, int numAnchors, int numClasses, Func<long, nn.Module<Tensor, Tensor>>? norm = null, bool overlapLoss = false)
    {
        classification_head = new RetinaNetClassificationHead(inChannels, numAnchors, numClasses, norm);
        regression_head = new RetinaNetRegressionHead(inChannels, numAnchors, norm);
        register_module("classification_head", classification_head);
        register_module("regression_head", regression_head);
        OverlapLoss = overlapLoss;
    }

    /// <summary>The part that scores classes.</summary>
    public RetinaNetClassificationHead Classification => classification_head;

    /// <summary>Whether boxes are learnt by their generalised overlap instead of by their distances.</summary>
    public bool OverlapLoss { get; }

    /// <inheritdoc/>
    public override (Tensor Logits, Tensor Codes) forward(IReadOnlyList<Tensor> input) => (classification_head.call(input), regression_head.call(input));
}
