using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's ConvNeXt: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Liu and others: "A ConvNet for the 2020s", arXiv:2201.03545. Input: float32 (batch, 3, height, width), at least 32 pixels each way; output:
/// (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class ConvNeXt : nn.Module<Tensor, Tensor>, INamedHeads
{
    private const double Eps = 1e-6;
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="channels">Channels of each stage; each but the first halves the resolution before it.</param>
    /// <param name="layers">Blocks of each stage.</param>
    /// <param name="stochasticDepthProb">Probability that the last block is dropped while training; that of the others grows to it.</param>
    /// <param name="layerScale">First factor of what each block adds.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <exception cref="UserErrorException">There are no stages, or not as many numbers of channels as of blocks, or fewer than two blocks.</exception>
    public ConvNeXt(IReadOnlyList<int> channels, IReadOnlyList<int> layers, double stochasticDepthProb = 0, double layerScale = 1e-6, int numClasses = 1000)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(layers);
        var blocks = layers.Sum();
        if (channels.Count == 0 || channels.Count != layers.Count || blocks < 2)
        {
            throw new UserErrorException("a ConvNeXt needs stages with as many numbers of channels as of blocks, and at least two blocks");
        }

        features = nn.Sequential().append(new Conv2dNormActivation(3, channels[0], 4, 4, norm: static c => new LayerNorm2d(c, Eps), padding: 0, bias: true));
        var block = 0;
        for (var stage = 0; stage < channels.Count; stage++)
        {
            if (stage > 0)
            {
                features.append(nn.Sequential(new LayerNorm2d(channels[stage - 1], Eps), nn.Conv2d(channels[stage - 1], channels[stage], 2, stride: 2)));
            }

            var stack = nn.Sequential();
            for (var i = 0; i < layers[stage]; i++)
            {
                stack.append(new Block(channels[stage], layerScale, stochasticDepthProb * block / (blocks - 1.0)));
                block++;
            }

            features.append(stack);
        }

        avgpool = nn.AdaptiveAvgPool2d(1);
        classifier = nn.Sequential(new LayerNorm2d(channels[^1], Eps), nn.Flatten(1), nn.Linear(channels[^1], numClasses));
        RegisterComponents();
        Initialisation.Draw(this, static conv => nn.init.trunc_normal_(conv.weight, std: 0.02), static linear => nn.init.trunc_normal_(linear.weight, std: 0.02));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["classifier.2"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(avgpool.call(features.call(input))).MoveToOuterDisposeScope();
    }

    /// <summary>A 7x7 convolution of each channel, then a perceptron at each place (figure 4).</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter layer_scale;
        private readonly Sequential block;
        private readonly StochasticDepth stochastic_depth;

        public Block(int channels, double scale, double stochasticDepth)
            : base("CNBlock")
        {
            block = nn.Sequential(
                nn.Conv2d(channels, channels, 7, padding: 3, groups: channels),
                new Permute([0, 2, 3, 1]),
                nn.LayerNorm(channels, eps: Eps),
                nn.Linear(channels, 4 * channels),
                nn.GELU(),
                nn.Linear(4 * channels, channels),
                new Permute([0, 3, 1, 2]));
            layer_scale = new Parameter(full([channels, 1, 1], scale, dtype: ScalarType.Float32));
            stochastic_depth = new StochasticDepth(stochasticDepth);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var change = stochastic_depth.call(get_parameter("layer_scale")! * block.call(input));
            return change.add_(input).MoveToOuterDisposeScope();
        }
    }
}
