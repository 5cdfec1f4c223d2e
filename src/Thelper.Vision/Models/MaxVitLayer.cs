using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>A convolution block, attention within windows, and attention within a sparse grid over the whole map (arXiv:2204.01697, figure 2).</summary>
internal sealed class MaxVitLayer : nn.Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public MaxVitLayer(
        MaxVitOptions options, int inputs, int outputs, int stride, (int Rows, int Columns) grid, Func<long, nn.Module<Tensor, Tensor>> norm, double stochasticDepth)
    {
        layers = nn.Sequential(
            ("MBconv", new Convolutions(options, inputs, outputs, stride, norm, stochasticDepth)),
            ("window_attention", new Partition(options, outputs, grid, isGrid: false, stochasticDepth)),
            ("grid_attention", new Partition(options, outputs, grid, isGrid: true, stochasticDepth)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => layers.call(input);

    /// <summary>Normalise, expand, convolve each channel, weigh the channels, project, and add.</summary>
    private sealed class Convolutions : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> proj;
        private readonly nn.Module<Tensor, Tensor> stochastic_depth;
        private readonly Sequential layers;

        public Convolutions(MaxVitOptions options, int inputs, int outputs, int stride, Func<long, nn.Module<Tensor, Tensor>> norm, double stochasticDepth)
            : base("MBConv")
        {
            var projection = nn.Sequential();
            if (stride == 2)
            {
                projection.append(nn.AvgPool2d(3, stride: stride, padding: 1));
            }

            proj = stride != 1 || inputs != outputs ? projection.append(nn.Conv2d(inputs, outputs, 1)) : nn.Identity();
            stochastic_depth = stochasticDepth > 0 ? new StochasticDepth(stochasticDepth) : nn.Identity();
            var between = (int)(outputs * options.ExpansionRatio);
            layers = nn.Sequential(
                ("pre_norm", norm(inputs)),
                ("conv_a", new Conv2dNormActivation(inputs, between, 1, norm: norm, activation: static () => nn.GELU())),
                ("conv_b", new Conv2dNormActivation(between, between, 3, stride, between, norm, static () => nn.GELU())),
                ("squeeze_excitation", new SqueezeExcitation(between, (int)(outputs * options.SqueezeRatio), static () => nn.SiLU())),
                ("conv_c", nn.Conv2d(between, outputs, 1)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return (proj.call(input) + stochastic_depth.call(layers.call(input))).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Cuts the map into windows, or into grids of cells that lie far apart; attention and a perceptron in each, both added; and puts it together.</summary>
    private sealed class Partition : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential attn_layer;
        private readonly Sequential mlp_layer;
        private readonly StochasticDepth stochastic_dropout;
        private readonly int rows;
        private readonly int columns;
        private readonly int side;
        private readonly bool isGrid;

        public Partition(MaxVitOptions options, int channels, (int Rows, int Columns) grid, bool isGrid, double stochasticDepth)
            : base("PartitionAttentionLayer")
        {
            (rows, columns, side, this.isGrid) = (grid.Rows, grid.Columns, options.PartitionSize, isGrid);
            attn_layer = nn.Sequential(nn.LayerNorm(channels), new Attention(channels, options.HeadDim, side), nn.Dropout(options.AttentionDropout));
            mlp_layer = nn.Sequential(
                nn.LayerNorm(channels), nn.Linear(channels, channels * options.MlpRatio), nn.GELU(), nn.Linear(channels * options.MlpRatio, channels),
                nn.Dropout(options.MlpDropout));
            stochastic_dropout = new StochasticDepth(stochasticDepth);
            RegisterComponents();
        }

        // (N, C, rows, columns): a row of windows is a window's rows; in a grid it is the other way round.
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var (batch, channels) = (input.shape[0], input.shape[1]);
            var (down, right) = (rows / side, columns / side);
            var x = isGrid
                ? input.reshape(batch, channels, side, down, side, right).permute(0, 3, 5, 2, 4, 1)
                : input.reshape(batch, channels, down, side, right, side).permute(0, 2, 4, 3, 5, 1);
            x = x.reshape(batch, down * right, side * side, channels);
            x = x + stochastic_dropout.call(attn_layer.call(x));
            x = x + stochastic_dropout.call(mlp_layer.call(x));
            x = x.reshape(batch, down, right, side, side, channels);
            x = isGrid ? x.permute(0, 5, 3, 1, 4, 2) : x.permute(0, 5, 1, 3, 2, 4);
            return x.reshape(batch, channels, rows, columns).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Attention with a learnt bias for each relative place.</summary>
    private sealed class Attention : nn.Module<Tensor, Tensor>, IMatrixProducts
    {
        private readonly Parameter relative_position_bias_table;
        private readonly Linear to_qkv;
        private readonly Linear merge;
        private readonly int heads;
        private readonly int side;

        public Attention(int channels, int headChannels, int side)
            : base("RelativePositionalMultiHeadAttention")
        {
            this.side = side;
            heads = channels / headChannels;
            to_qkv = nn.Linear(channels, 3 * channels);
            merge = nn.Linear(channels, channels);
            var places = (2 * side) - 1;
            relative_position_bias_table = new Parameter(empty(places * places, heads));
            nn.init.trunc_normal_(relative_position_bias_table, std: 0.02);
            register_buffer("relative_position_index", RelativePositions.Index(side, side));
            RegisterComponents();
        }

        public long ProductsOf(Tensor input) => 2 * input.shape[0] * input.shape[1] * input.shape[2] * input.shape[2] * input.shape[3];

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var (batch, windows, cells, channels) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3]);
            var all = to_qkv.call(input).reshape(batch, windows, cells, 3, heads, channels / heads).permute(3, 0, 1, 4, 2, 5);

            // The scale is that of all channels, not of one head's.
            var key = all.select(0, 1) * Math.Pow(channels, -0.5);
            var likeness = all.select(0, 0).matmul(key.transpose(-2, -1));
            var bias = RelativePositions.Bias(get_parameter(nameof(relative_position_bias_table))!, get_buffer("relative_position_index")!, side * side);
            var attention = nn.functional.softmax(likeness + bias, -1);
            var result = attention.matmul(all.select(0, 2)).permute(0, 1, 3, 2, 4).reshape(batch, windows, cells, channels);
            return merge.call(result).MoveToOuterDisposeScope();
        }
    }
}
