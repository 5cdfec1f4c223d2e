using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's lite reduced atrous spatial pyramid pooling: scores from coarse features, weighed by the whole image, and from finer ones.</summary>
/// <remarks>
/// Howard and others: "Searching for MobileNetV3", arXiv:1905.02244, figure 10. Input: float32 (batch, 3, height, width); output <c>out</c>: (batch,
/// classes, height, width) scores. State-dict keys start with <c>backbone</c> and <c>classifier</c>.
/// </remarks>
public sealed class LRASPP : nn.Module<Tensor, Tensor>, INamedOutputs, INamedHeads
{
    private readonly IntermediateLayerGetter backbone;
    private readonly Head classifier;

    /// <summary>Puts the network together.</summary>
    /// <param name="backbone">The features: <c>low</c> and the coarser <c>high</c>.</param>
    /// <param name="lowChannels">Channels of <c>low</c>.</param>
    /// <param name="highChannels">Channels of <c>high</c>.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="interChannels">Channels between.</param>
    internal LRASPP(IntermediateLayerGetter backbone, int lowChannels, int highChannels, int numClasses, int interChannels = 128)
    {
        this.backbone = backbone;
        classifier = new Head(lowChannels, highChannels, numClasses, interChannels);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["classifier.low_classifier", "classifier.high_classifier"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = backbone.call(input);
        return SegmentationModel.Enlarged(classifier.call(features["low"], features["high"]), input).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input) => new() { ["out"] = call(input) };

    private sealed class Head : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Sequential cbr;
        private readonly Sequential scale;
        private readonly Conv2d low_classifier;
        private readonly Conv2d high_classifier;

        public Head(int low, int high, int classes, int between)
            : base("LRASPPHead")
        {
            cbr = nn.Sequential(nn.Conv2d(high, between, 1, bias: false), nn.BatchNorm2d(between), nn.ReLU(inplace: true));
            scale = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(high, between, 1, bias: false), nn.Sigmoid());
            low_classifier = nn.Conv2d(low, classes, 1);
            high_classifier = nn.Conv2d(between, classes, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input1, Tensor input2)
        {
            using var scope = NewDisposeScope();
            var coarse = SegmentationModel.Enlarged(cbr.call(input2) * scale.call(input2), input1);
            return (low_classifier.call(input1) + high_classifier.call(coarse)).MoveToOuterDisposeScope();
        }
    }
}
