using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's MobileNetV3: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Howard and others: "Searching for MobileNetV3", arXiv:1905.02244. Input: float32 (batch, 3, height, width), ImageNet normalisation for
/// pretrained weights; output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class MobileNetV3 : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    /// <summary>Builds the network and initialises it from libtorch's generator.</summary>
    /// <param name="settings">Its blocks.</param>
    /// <param name="lastChannel">Features before the last layer.</param>
    /// <param name="numClasses">Number of outputs, at least 1.</param>
    /// <param name="norm">Makes the normalisation of so many channels; batch normalisation with the paper's constants unless given.</param>
    /// <param name="dropout">Share of features dropped before the last layer while training.</param>
    /// <exception cref="UserErrorException">There are no blocks, or no outputs.</exception>
    public MobileNetV3(
        IReadOnlyList<InvertedResidualConfig> settings,
        int lastChannel,
        int numClasses = 1000,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null,
        double dropout = 0.2)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Count == 0 || numClasses < 1)
        {
            throw new UserErrorException(settings.Count == 0 ? "a MobileNetV3 needs at least one block" : $"num_classes: {numClasses} is not a number of classes (at least 1)");
        }

        norm ??= static channels => nn.BatchNorm2d(channels, eps: 0.001, momentum: 0.01);
        var last = settings[^1].OutChannels;
        features = nn.Sequential(
        [
            new Conv2dNormActivation(3, settings[0].InputChannels, 3, 2, norm: norm, activation: static () => nn.Hardswish(inplace: true)),
            .. settings.Select(s => new InvertedResidual(s, norm)),
            new Conv2dNormActivation(last, 6 * last, 1, norm: norm, activation: static () => nn.Hardswish(inplace: true)),
        ]);
        avgpool = nn.AdaptiveAvgPool2d(1);
        classifier = nn.Sequential(
            nn.Linear(6 * last, lastChannel), nn.Hardswish(inplace: true), nn.Dropout(dropout, inplace: true), nn.Linear(lastChannel, numClasses));
        register_module("features", features);
        register_module("avgpool", avgpool);
        register_module("classifier", classifier);
        Initialise();
    }

    /// <summary>The convolutions: a first layer, the blocks, a last layer.</summary>
    public Sequential Features => features;

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["classifier.3"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(avgpool.call(features.call(input)).flatten(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Takes the network apart and leaves its features, which are the caller's.</summary>
    internal Sequential TakeFeatures()
    {
        avgpool.Dispose();
        classifier.Dispose();
        return features;
    }

    private void Initialise()
    {
        foreach (var module in modules())
        {
            switch (module)
            {
                case Conv2d conv:
                    nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut);
                    if (conv.bias is { } shift)
                    {
                        nn.init.zeros_(shift);
                    }

                    break;
                case BatchNorm2d batchNorm:
                    nn.init.ones_(batchNorm.weight!);
                    nn.init.zeros_(batchNorm.bias!);
                    break;
                case Linear linear:
                    nn.init.normal_(linear.weight, 0, 0.01);
                    nn.init.zeros_(linear.bias!);
                    break;
            }
        }
    }
}
