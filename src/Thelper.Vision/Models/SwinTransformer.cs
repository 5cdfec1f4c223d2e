using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's Swin transformer and Swin transformer V2: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Liu and others: "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows", arXiv:2103.14030, and "Swin Transformer V2: Scaling Up
/// Capacity and Resolution", arXiv:2111.09883. Input: float32 (batch, 3, height, width) of any size, which is padded to whole windows; output:
/// (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class SwinTransformer : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Sequential features;
    private readonly LayerNorm norm;
    private readonly Permute permute = new([0, 3, 1, 2]);
    private readonly AdaptiveAvgPool2d avgpool = nn.AdaptiveAvgPool2d(1);
    private readonly Flatten flatten = nn.Flatten(1);
    private readonly Linear head;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="second">Whether it is version 2: normalised behind attention and perceptron, attention by angles, biases from a network of places.</param>
    /// <param name="channels">Values that describe a patch in the first stage; doubled by every further one.</param>
    /// <param name="depths">Blocks of each stage.</param>
    /// <param name="heads">Attention heads of each stage.</param>
    /// <param name="window">Rows and columns of the windows.</param>
    /// <param name="patch">Rows and columns of the patches.</param>
    /// <param name="mlpRatio">Values between in the perceptrons, as a multiple of those in.</param>
    /// <param name="dropout">Share of the values dropped while training.</param>
    /// <param name="attentionDropout">Share of the attention's weights dropped while training.</param>
    /// <param name="stochasticDepthProb">Probability that the last block is dropped while training; that of the others grows to it.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <exception cref="UserErrorException">There are no stages, or not as many numbers of heads as of blocks, or fewer than two blocks.</exception>
    public SwinTransformer(
        bool second, int channels, IReadOnlyList<int> depths, IReadOnlyList<int> heads, int window, int patch = 4, double mlpRatio = 4, double dropout = 0,
        double attentionDropout = 0, double stochasticDepthProb = 0.1, int numClasses = 1000)
    {
        ArgumentNullException.ThrowIfNull(depths);
        ArgumentNullException.ThrowIfNull(heads);
        var blocks = depths.Sum();
        if (depths.Count == 0 || depths.Count != heads.Count || blocks < 2 || window < 2)
        {
            throw new UserErrorException("a Swin transformer needs stages with as many numbers of heads as of blocks, at least two blocks, and windows of at least 2 cells a side");
        }

        features = nn.Sequential().append(nn.Sequential(nn.Conv2d(3, channels, patch, stride: patch), new Permute([0, 2, 3, 1]), nn.LayerNorm(channels)));
        var block = 0;
        for (var stage = 0; stage < depths.Count; stage++)
        {
            if (stage > 0)
            {
                features.append(new PatchMerging(channels, second));
                channels *= 2;
            }

            var layers = nn.Sequential();
            for (var i = 0; i < depths[stage]; i++)
            {
                var attention = new WindowAttention(second, channels, window, i % 2 == 0 ? 0 : window / 2, heads[stage], attentionDropout, dropout);
                layers.append(new Block(second, attention, channels, (int)(channels * mlpRatio), dropout, stochasticDepthProb * block / (blocks - 1)));
                block++;
            }

            features.append(layers);
        }

        norm = nn.LayerNorm(channels);
        head = nn.Linear(channels, numClasses);
        RegisterComponents();
        Initialisation.Draw(this, convolution: null, static linear => nn.init.trunc_normal_(linear.weight, std: 0.02));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["head"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return head.call(flatten.call(avgpool.call(permute.call(norm.call(features.call(input)))))).MoveToOuterDisposeScope();
    }

    /// <summary>Four neighbours become one cell of twice the values.</summary>
    private sealed class PatchMerging : nn.Module<Tensor, Tensor>
    {
        private readonly Linear reduction;
        private readonly LayerNorm norm;
        private readonly bool second;

        public PatchMerging(int channels, bool second)
            : base(second ? "PatchMergingV2" : nameof(PatchMerging))
        {
            this.second = second;
            reduction = nn.Linear(4 * channels, 2 * channels, hasBias: false);
            norm = nn.LayerNorm((second ? 2 : 4) * channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var (rows, columns) = (input.shape[1], input.shape[2]);
            var even = nn.functional.pad(input, [0, 0, 0, columns % 2, 0, rows % 2]);
            (rows, columns) = (even.shape[1] / 2, even.shape[2] / 2);

            // (N, rows, 2, columns, 2, C): the neighbours follow one another column by column.
            var neighbours = even.reshape(input.shape[0], rows, 2, columns, 2, input.shape[3]).permute(0, 1, 3, 4, 2, 5).reshape(input.shape[0], rows, columns, 4 * input.shape[3]);
            var merged = second ? norm.call(reduction.call(neighbours)) : reduction.call(norm.call(neighbours));
            return merged.MoveToOuterDisposeScope();
        }
    }

    /// <summary>Attention within windows, then a perceptron, both added.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm1;
        private readonly WindowAttention attn;
        private readonly StochasticDepth stochastic_depth;
        private readonly LayerNorm norm2;
        private readonly MLP mlp;
        private readonly bool second;

        public Block(bool second, WindowAttention attn, int channels, int hidden, double dropout, double stochasticDepth)
            : base(second ? "SwinTransformerBlockV2" : "SwinTransformerBlock")
        {
            this.second = second;
            this.attn = attn;
            norm1 = nn.LayerNorm(channels);
            norm2 = nn.LayerNorm(channels);
            stochastic_depth = new StochasticDepth(stochasticDepth);
            mlp = new MLP(channels, [hidden, channels], activation: static () => nn.GELU(), dropout: dropout);
            RegisterComponents();
            Initialisation.Perceptron(mlp);
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = input + stochastic_depth.call(Normalised(norm1, attn, input));
            return (x + stochastic_depth.call(Normalised(norm2, mlp, x))).MoveToOuterDisposeScope();
        }

        private Tensor Normalised(LayerNorm norm, nn.Module<Tensor, Tensor> layer, Tensor x) => second ? norm.call(layer.call(x)) : layer.call(norm.call(x));
    }
}
