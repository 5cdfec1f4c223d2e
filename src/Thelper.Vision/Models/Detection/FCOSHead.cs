using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The two heads of FCOS.</summary>
public sealed class FCOSHead : nn.Module<IReadOnlyList<Tensor>, (Tensor Logits, Tensor Codes, Tensor Centrality)>
{
    private readonly FCOSClassificationHead classification_head;
    private readonly FCOSRegressionHead regression_head;

    /// <summary>Builds the heads and initialises them from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of the feature maps.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    public FCOSHead(int inChannels, int numClasses)
    {
        classification_head = new FCOSClassificationHead(inChannels, numClasses);
        regression_head = new FCOSRegressionHead(inChannels);
        register_module("classification_head", classification_head);
        register_module("regression_head", regression_head);
    }

    /// <summary>The part that scores classes.</summary>
    public FCOSClassificationHead Classification => classification_head;

    /// <inheritdoc/>
    public override (Tensor Logits, Tensor Codes, Tensor Centrality) forward(IReadOnlyList<Tensor> input)
    {
        var logits = classification_head.call(input);
        var (codes, centrality) = regression_head.call(input);
        return (logits, codes, centrality);
    }
}
