using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's RegNet, X and Y: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Radosavovic and others: "Designing Network Design Spaces", arXiv:2003.13678. Input: float32 (batch, 3, height, width); output: (batch,
/// <c>num_classes</c>) scores.
/// </remarks>
public sealed class RegNet : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Conv2dNormActivation stem;
    private readonly Sequential trunk_output;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Linear fc;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="settings">What its stages follow from.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="stemWidth">Channels of the first convolution.</param>
    public RegNet(RegNetConfig settings, int numClasses = 1000, int stemWidth = 32)
    {
        ArgumentNullException.ThrowIfNull(settings);
        stem = Block(3, stemWidth, 3, stride: 2);
        trunk_output = nn.Sequential();
        var width = stemWidth;
        foreach (var (index, stage) in settings.Stages().Index())
        {
            var blocks = nn.Sequential();
            for (var i = 0; i < stage.Depth; i++)
            {
                blocks.append($"block{index + 1}-{i}", new Bottleneck(width, stage.Width, i == 0 ? 2 : 1, stage.GroupWidth, settings.SqueezeRatio));
                width = stage.Width;
            }

            trunk_output.append($"block{index + 1}", blocks);
        }

        avgpool = nn.AdaptiveAvgPool2d(1);
        fc = nn.Linear(width, numClasses);
        RegisterComponents();
        foreach (var module in modules())
        {
            // Groups do not count here, and biases of convolutions stay.
            if (module is Conv2d conv)
            {
                nn.init.normal_(conv.weight, 0, Math.Sqrt(2.0 / (conv.kernel_size[0] * conv.kernel_size[1] * conv.out_channels)));
            }
        }

        Initialisation.Draw(this, convolution: null, Initialisation.SmallNormal);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["fc"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return fc.call(avgpool.call(trunk_output.call(stem.call(input))).flatten(1)).MoveToOuterDisposeScope();
    }

    private static Conv2dNormActivation Block(int inputs, int outputs, int kernel, int stride = 1, int groups = 1, bool active = true) =>
        new(inputs, outputs, kernel, stride, groups, static channels => nn.BatchNorm2d(channels), active ? static () => nn.ReLU(inplace: true) : null);

    /// <summary>1x1, grouped 3x3 and 1x1 convolutions, in Y networks with weighed channels, and a shortcut (figures 14 and 22).</summary>
    private sealed class Bottleneck : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2dNormActivation? proj;
        private readonly Sequential f;
        private readonly ReLU activation;

        public Bottleneck(int inputs, int outputs, int stride, int groupWidth, double? squeezeRatio)
            : base("ResBottleneckBlock")
        {
            proj = inputs != outputs || stride != 1 ? Block(inputs, outputs, 1, stride, active: false) : null;
            f = nn.Sequential(("a", Block(inputs, outputs, 1)), ("b", Block(outputs, outputs, 3, stride, outputs / groupWidth)));
            if (squeezeRatio is { } ratio)
            {
                f.append("se", new SqueezeExcitation(outputs, (int)Math.Round(ratio * inputs)));
            }

            f.append("c", Block(outputs, outputs, 1, active: false));
            activation = nn.ReLU(inplace: true);
            if (proj is not null)
            {
                register_module("proj", proj);
            }

            register_module("f", f);
            register_module("activation", activation);
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var sum = (proj?.call(input) ?? input) + f.call(input);
            return activation.call(sum).MoveToOuterDisposeScope();
        }
    }
}
