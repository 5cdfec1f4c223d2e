using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The two heads of SSD: one layer for each feature map, plain convolutions or, in SSDlite, separable ones.</summary>
public sealed class SSDHead : nn.Module<IReadOnlyList<Tensor>, (Tensor Logits, Tensor Codes)>
{
    private readonly SSDScoringHead classification_head;
    private readonly SSDScoringHead regression_head;

    /// <summary>Builds the heads and initialises them from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of each feature map.</param>
    /// <param name="numAnchors">Boxes at a pixel of each.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="norm">Makes the normalisation of SSDlite's layers; null for SSD.</param>
    public SSDHead(IReadOnlyList<int> inChannels, IReadOnlyList<int> numAnchors, int numClasses, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
        : base(norm is null ? "SSDHead" : "SSDLiteHead")
    {
        classification_head = new SSDScoringHead(inChannels, numAnchors, numClasses, norm);
        regression_head = new SSDScoringHead(inChannels, numAnchors, 4, norm);
        register_module("classification_head", classification_head);
        register_module("regression_head", regression_head);
    }

    /// <summary>The part that scores classes.</summary>
    public SSDScoringHead Classification => classification_head;

    /// <inheritdoc/>
    public override (Tensor Logits, Tensor Codes) forward(IReadOnlyList<Tensor> input)
    {
        var codes = regression_head.call(input);
        return (classification_head.call(input), codes);
    }
}
