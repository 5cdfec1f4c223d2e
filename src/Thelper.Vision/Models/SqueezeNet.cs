using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's SqueezeNet: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Iandola and others: "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", arXiv:1602.07360; version 1.1 reduces earlier. Input:
/// float32 (batch, 3, height, width); output: (batch, <c>num_classes</c>) scores, none below zero.
/// </remarks>
public sealed class SqueezeNet : nn.Module<Tensor, Tensor>, INamedHeads
{
    private const int Last = 512;
    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="version"><c>1_0</c> or <c>1_1</c>.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="dropout">Share of the maps' values dropped before the last layer while training.</param>
    /// <exception cref="UserErrorException">There is no such version.</exception>
    public SqueezeNet(string version = "1_0", int numClasses = 1000, double dropout = 0.5)
    {
        // The first convolution, and the positions of the fire modules that a halved map goes into.
        (int Channels, int Kernel, int[] Halved) plan = version switch
        {
            "1_0" => (96, 7, [0, 3, 7]),
            "1_1" => (64, 3, [0, 2, 4]),
            _ => throw new UserErrorException($"the version of a SqueezeNet is '1_0' or '1_1', not '{version}'"),
        };
        features = nn.Sequential(nn.Conv2d(3, plan.Channels, plan.Kernel, stride: 2), nn.ReLU(inplace: true));
        int[] squeezed = [16, 16, 32, 32, 48, 48, 64, 64];
        var channels = plan.Channels;
        for (var i = 0; i < squeezed.Length; i++)
        {
            if (plan.Halved.Contains(i))
            {
                features.append(nn.MaxPool2d(3, stride: 2, ceil_mode: true));
            }

            var expanded = 4 * squeezed[i];
            features.append(new Fire(channels, squeezed[i], expanded));
            channels = 2 * expanded;
        }

        var last = nn.Conv2d(Last, numClasses, 1);
        classifier = nn.Sequential(nn.Dropout(dropout), last, nn.ReLU(inplace: true), nn.AdaptiveAvgPool2d(1));
        register_module("features", features);
        register_module("classifier", classifier);
        Initialisation.Draw(
            this, conv => _ = ReferenceEquals(conv, last) ? nn.init.normal_(conv.weight, 0, 0.01) : nn.init.kaiming_uniform_(conv.weight), linear: null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["classifier.1"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(features.call(input)).flatten(1).MoveToOuterDisposeScope();
    }

    /// <summary>Few channels, then many by 1x1 and 3x3 convolutions side by side (figure 1).</summary>
    private sealed class Fire : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d squeeze;
        private readonly ReLU squeeze_activation = nn.ReLU(inplace: true);
        private readonly Conv2d expand1x1;
        private readonly ReLU expand1x1_activation = nn.ReLU(inplace: true);
        private readonly Conv2d expand3x3;
        private readonly ReLU expand3x3_activation = nn.ReLU(inplace: true);

        public Fire(int channels, int squeezed, int expanded)
        {
            squeeze = nn.Conv2d(channels, squeezed, 1);
            expand1x1 = nn.Conv2d(squeezed, expanded, 1);
            expand3x3 = nn.Conv2d(squeezed, expanded, 3, padding: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var few = squeeze_activation.call(squeeze.call(input));
            return cat([expand1x1_activation.call(expand1x1.call(few)), expand3x3_activation.call(expand3x3.call(few))], 1).MoveToOuterDisposeScope();
        }
    }
}
