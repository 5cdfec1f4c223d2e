using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's MaxViT: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Tu and others: "MaxViT: Multi-Axis Vision Transformer", arXiv:2204.01697, figure 2. Input: float32 (batch, 3, height, width) of the size that it was
/// built for; output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class MaxVit : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Sequential stem;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> blocks = nn.ModuleList<nn.Module<Tensor, Tensor>>();
    private readonly Sequential classifier;
    private readonly (int Rows, int Columns) inputSize;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="options">Its sizes.</param>
    /// <exception cref="UserErrorException">The sizes do not fit one another; the message has what they lead to.</exception>
    public MaxVit(MaxVitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        inputSize = options.InputSize;
        static nn.Module<Tensor, Tensor> Norm(long channels) => nn.BatchNorm2d(channels, eps: 1e-3, momentum: 0.99);
        stem = nn.Sequential(
            new Conv2dNormActivation(3, options.StemChannels, 3, 2, norm: Norm, activation: static () => nn.GELU(), bias: false),
            new Conv2dNormActivation(options.StemChannels, options.StemChannels, 3, bias: true));
        var grid = MaxVitOptions.Halved(inputSize);
        var (channels, layer, last) = (options.StemChannels, 0, options.BlockLayers.Sum() - 1);
        foreach (var (outputs, count) in options.BlockChannels.Zip(options.BlockLayers))
        {
            grid = MaxVitOptions.Halved(grid);
            var layers = nn.ModuleList<MaxVitLayer>();
            for (var i = 0; i < count; i++)
            {
                var drop = last == 0 ? 0 : layer == last ? options.StochasticDepthProb : layer * (options.StochasticDepthProb / last);
                layers.append(new MaxVitLayer(options, channels, outputs, i == 0 ? 2 : 1, grid, Norm, drop));
                channels = outputs;
                layer++;
            }

            blocks.append(new Block(layers));
        }

        classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LayerNorm(channels), nn.Linear(channels, channels), nn.Tanh(), nn.Linear(channels, options.NumClasses, hasBias: false));
        RegisterComponents();
        Initialisation.Draw(this, static conv => nn.init.normal_(conv.weight, 0, 0.02), static linear => nn.init.normal_(linear.weight, 0, 0.02));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["classifier.5"];

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The images have another size than the network.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 4 || input.shape[2] != inputSize.Rows || input.shape[3] != inputSize.Columns)
        {
            throw new UserErrorException(
                $"this MaxViT takes images of {inputSize.Rows} x {inputSize.Columns} pixels (batch, channels, {inputSize.Rows}, {inputSize.Columns}), not ({string.Join(", ", input.shape)}): resize them, or build it with another 'input_size'");
        }

        using var scope = NewDisposeScope();
        var x = blocks.Aggregate(stem.call(input), (map, block) => block.call(map));
        return classifier.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>The layers of one resolution.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<MaxVitLayer> layers;

        public Block(ModuleList<MaxVitLayer> layers)
            : base("MaxVitBlock")
        {
            this.layers = layers;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return layers.Aggregate(input, (map, layer) => layer.call(map)).MoveToOuterDisposeScope();
        }
    }
}
