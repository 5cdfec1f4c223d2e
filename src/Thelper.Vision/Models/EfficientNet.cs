using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's EfficientNet and EfficientNetV2: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Tan, Le: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv:1905.11946, and "EfficientNetV2: Smaller Models and
/// Faster Training", arXiv:2104.00298. Input: float32 (batch, 3, height, width); output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class EfficientNet : FeatureClassifier
{
    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="settings">Its stages.</param>
    /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
    /// <param name="stochasticDepthProb">Probability that the last block is dropped while training; that of the others grows to it.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="norm">Makes the normalisation of so many channels; batch normalisation unless given.</param>
    /// <param name="lastChannel">Channels of the last convolution; null for four times those of the last stage.</param>
    /// <exception cref="UserErrorException">There are no stages, or a stride is neither 1 nor 2.</exception>
    public EfficientNet(
        IReadOnlyList<MBConvConfig> settings, double dropout, double stochasticDepthProb = 0.2, int numClasses = 1000,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null, int? lastChannel = null)
        : base(
            nameof(EfficientNet),
            Convolutions(settings, stochasticDepthProb, norm ?? (static channels => nn.BatchNorm2d(channels)), lastChannel, out var last),
            nn.AdaptiveAvgPool2d(1),
            nn.Sequential(nn.Dropout(dropout, inplace: true), nn.Linear(last, numClasses)))
    {
        var range = 1 / Math.Sqrt(numClasses);
        Initialisation.Draw(this, Initialisation.KaimingFanOut, linear => nn.init.uniform_(linear.weight, -range, range));
    }

    private static Sequential Convolutions(
        IReadOnlyList<MBConvConfig> settings, double stochasticDepth, Func<long, nn.Module<Tensor, Tensor>> norm, int? lastChannel, out int last)
    {
        if (settings.Count == 0 || settings.Any(stage => stage.Stride is not (1 or 2)))
        {
            throw new UserErrorException("an EfficientNet needs at least one stage, and strides of 1 or 2");
        }

        var features = nn.Sequential().append(Block(3, settings[0].InputChannels, 3, norm, stride: 2));
        double blocks = settings.Sum(stage => stage.Layers);
        var block = 0;
        foreach (var stage in settings)
        {
            var layers = nn.Sequential();
            for (var i = 0; i < stage.Layers; i++)
            {
                var config = i == 0 ? stage : stage with { InputChannels = stage.OutChannels, Stride = 1 };
                layers.append(new MBConv(config, stochasticDepth * block / blocks, norm));
                block++;
            }

            features.append(layers);
        }

        last = lastChannel ?? (4 * settings[^1].OutChannels);
        return features.append(Block(settings[^1].OutChannels, last, 1, norm));
    }

    private static Conv2dNormActivation Block(
        int inputs, int outputs, int kernel, Func<long, nn.Module<Tensor, Tensor>> norm, int stride = 1, int groups = 1, bool active = true) =>
        new(inputs, outputs, kernel, stride, groups, norm, active ? static () => nn.SiLU(inplace: true) : null);

    /// <summary>Expand, convolve, weigh the channels, project; the fused kind expands while it convolves, and weighs nothing.</summary>
    private sealed class MBConv : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential block = nn.Sequential();
        private readonly StochasticDepth stochastic_depth;
        private readonly bool shortcut;

        public MBConv(MBConvConfig config, double stochasticDepth, Func<long, nn.Module<Tensor, Tensor>> norm)
            : base(config.Fused ? "FusedMBConv" : nameof(MBConv))
        {
            var (inputs, outputs) = (config.InputChannels, config.OutChannels);
            var expanded = InvertedResidualConfig.MakeDivisible(inputs * config.ExpandRatio);
            var expands = expanded != inputs;
            if (config.Fused)
            {
                block.append(Block(inputs, expands ? expanded : outputs, config.Kernel, norm, config.Stride));
            }
            else
            {
                if (expands)
                {
                    block.append(Block(inputs, expanded, 1, norm));
                }

                block.append(Block(expanded, expanded, config.Kernel, norm, config.Stride, expanded));
                block.append(new SqueezeExcitation(expanded, Math.Max(1, inputs / 4), static () => nn.SiLU(inplace: true)));
            }

            if (expands || !config.Fused)
            {
                block.append(Block(expanded, outputs, 1, norm, active: false));
            }

            stochastic_depth = new StochasticDepth(stochasticDepth);
            shortcut = config.Stride == 1 && inputs == outputs;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var result = block.call(input);
            result = shortcut ? stochastic_depth.call(result).add_(input) : result;
            return result.MoveToOuterDisposeScope();
        }
    }
}
