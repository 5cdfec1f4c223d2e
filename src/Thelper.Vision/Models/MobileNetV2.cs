using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's MobileNetV2: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Sandler and others: "MobileNetV2: Inverted Residuals and Linear Bottlenecks", arXiv:1801.04381, table 2. Input: float32 (batch, 3, height,
/// width); output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class MobileNetV2 : FeatureClassifier
{
    private const int First = 32;
    private const int Last = 1280;

    // Expansion, channels, repeats, stride.
    private static readonly (int Expansion, int Channels, int Repeats, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="widthMult">Factor of all channels; the last layer's are not reduced.</param>
    /// <param name="roundNearest">What divides all numbers of channels.</param>
    /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
    /// <exception cref="UserErrorException">The factor or the divisor is not positive.</exception>
    public MobileNetV2(int numClasses = 1000, double widthMult = 1, int roundNearest = 8, double dropout = 0.2)
        : base(nameof(MobileNetV2), Convolutions(widthMult, roundNearest, out var last), avgpool: null, nn.Sequential(nn.Dropout(dropout), nn.Linear(last, numClasses)))
    {
        Initialisation.Draw(this, Initialisation.KaimingFanOut, Initialisation.SmallNormal);
    }

    private static Sequential Convolutions(double width, int divisor, out int last)
    {
        if (!(width > 0) || divisor < 1)
        {
            throw new UserErrorException($"width_mult is above 0 and round_nearest at least 1 (got {PythonFloat.Of(width)} and {divisor})");
        }

        var channels = InvertedResidualConfig.MakeDivisible(First * width, divisor);
        last = InvertedResidualConfig.MakeDivisible(Last * Math.Max(1, width), divisor);
        var features = nn.Sequential().append(Block(3, channels, 3, stride: 2));
        foreach (var stage in Stages)
        {
            var outputs = InvertedResidualConfig.MakeDivisible(stage.Channels * width, divisor);
            for (var i = 0; i < stage.Repeats; i++)
            {
                features.append(new Bottleneck(channels, outputs, i == 0 ? stage.Stride : 1, stage.Expansion));
                channels = outputs;
            }
        }

        return features.append(Block(channels, last, 1));
    }

    private static Conv2dNormActivation Block(int inputs, int outputs, int kernel, int stride = 1, int groups = 1) =>
        new(inputs, outputs, kernel, stride, groups, static channels => nn.BatchNorm2d(channels), static () => nn.ReLU6(inplace: true));

    /// <summary>Expand, convolve each channel, project without activation (figure 4).</summary>
    private sealed class Bottleneck : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential conv;
        private readonly bool shortcut;

        public Bottleneck(int inputs, int outputs, int stride, int expansion)
            : base("InvertedResidual")
        {
            var hidden = inputs * expansion;
            conv = nn.Sequential();
            if (expansion != 1)
            {
                conv.append(Block(inputs, hidden, 1));
            }

            conv.append(Block(hidden, hidden, 3, stride, hidden));
            conv.append(nn.Conv2d(hidden, outputs, 1, bias: false));
            conv.append(nn.BatchNorm2d(outputs));
            shortcut = stride == 1 && inputs == outputs;
            register_module("conv", conv);
        }

        public override Tensor forward(Tensor input)
        {
            var result = conv.call(input);
            return shortcut ? result.add_(input) : result;
        }
    }
}
