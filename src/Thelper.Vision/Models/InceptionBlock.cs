using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>A block of Inception v3: branches of convolutions over one map, side by side, with one that pools (arXiv:1512.00567, figures 5 to 7 and 10).</summary>
internal sealed class InceptionBlock : nn.Module<Tensor, Tensor>
{
    private const string Pool = "branch_pool";
    private readonly List<(BasicConv2d[] Chain, BasicConv2d[] Fork)> branches = [];
    private readonly BasicConv2d? pool;
    private readonly bool halves;

    /// <summary>Builds a block.</summary>
    /// <param name="name">Name of the class in its text form.</param>
    /// <param name="inputs">Channels in.</param>
    /// <param name="pooled">Channels of the branch that takes means; null where the block halves the map, and that branch takes the greatest.</param>
    /// <param name="branches">Convolutions of each branch in a row; those at the end whose names end in a letter stand side by side.</param>
    private InceptionBlock(string name, int inputs, int? pooled, params Layer[][] branches)
        : base(name)
    {
        halves = pooled is null;
        foreach (var branch in branches)
        {
            var channels = inputs;
            var (chain, fork) = (new List<BasicConv2d>(), new List<BasicConv2d>());
            foreach (var layer in branch)
            {
                var conv = new BasicConv2d(channels, layer.Out, (layer.Rows, layer.Columns), layer.Halves ? 2 : 1, layer.Halves ? (0, 0) : (layer.Rows / 2, layer.Columns / 2));
                var forks = char.IsAsciiLetter(layer.Name[^1]);
                (forks ? fork : chain).Add(conv);
                channels = forks ? channels : layer.Out;
                register_module(layer.Name, conv);
            }

            this.branches.Add(([.. chain], [.. fork]));
        }

        if (pooled is { } outputs)
        {
            pool = new BasicConv2d(inputs, outputs, 1);
            register_module(Pool, pool);
        }
    }

    /// <summary>35 x 35 cells: 5x5 kernels, and 3x3 kernels in a row.</summary>
    public static InceptionBlock A(int inputs, int pooled) => new(
        "InceptionA", inputs, pooled,
        [new("branch1x1", 64, 1, 1)],
        [new("branch5x5_1", 48, 1, 1), new("branch5x5_2", 64, 5, 5)],
        [new("branch3x3dbl_1", 64, 1, 1), new("branch3x3dbl_2", 96, 3, 3), new("branch3x3dbl_3", 96, 3, 3)]);

    /// <summary>From 35 x 35 to 17 x 17 cells.</summary>
    public static InceptionBlock B(int inputs) => new(
        "InceptionB", inputs, null,
        [new("branch3x3", 384, 3, 3, Halves: true)],
        [new("branch3x3dbl_1", 64, 1, 1), new("branch3x3dbl_2", 96, 3, 3), new("branch3x3dbl_3", 96, 3, 3, Halves: true)]);

    /// <summary>17 x 17 cells: 7x7 kernels as rows and columns.</summary>
    public static InceptionBlock C(int inputs, int between) => new(
        "InceptionC", inputs, 192,
        [new("branch1x1", 192, 1, 1)],
        [new("branch7x7_1", between, 1, 1), new("branch7x7_2", between, 1, 7), new("branch7x7_3", 192, 7, 1)],
        [
            new("branch7x7dbl_1", between, 1, 1), new("branch7x7dbl_2", between, 7, 1), new("branch7x7dbl_3", between, 1, 7),
            new("branch7x7dbl_4", between, 7, 1), new("branch7x7dbl_5", 192, 1, 7),
        ]);

    /// <summary>From 17 x 17 to 8 x 8 cells.</summary>
    public static InceptionBlock D(int inputs) => new(
        "InceptionD", inputs, null,
        [new("branch3x3_1", 192, 1, 1), new("branch3x3_2", 320, 3, 3, Halves: true)],
        [new("branch7x7x3_1", 192, 1, 1), new("branch7x7x3_2", 192, 1, 7), new("branch7x7x3_3", 192, 7, 1), new("branch7x7x3_4", 192, 3, 3, Halves: true)]);

    /// <summary>8 x 8 cells: branches that fork at their ends.</summary>
    public static InceptionBlock E(int inputs) => new(
        "InceptionE", inputs, 192,
        [new("branch1x1", 320, 1, 1)],
        [new("branch3x3_1", 384, 1, 1), new("branch3x3_2a", 384, 1, 3), new("branch3x3_2b", 384, 3, 1)],
        [new("branch3x3dbl_1", 448, 1, 1), new("branch3x3dbl_2", 384, 3, 3), new("branch3x3dbl_3a", 384, 1, 3), new("branch3x3dbl_3b", 384, 3, 1)]);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var results = new List<Tensor>();
        foreach (var (chain, fork) in branches)
        {
            var x = chain.Aggregate(input, (map, conv) => conv.call(map));
            results.AddRange(fork.Length == 0 ? [x] : fork.Select(conv => conv.call(x)));
        }

        results.Add(halves ? nn.functional.max_pool2d(input, 3, stride: 2) : pool!.call(nn.functional.avg_pool2d(input, 3, stride: 1, padding: 1)));
        return cat(results, 1).MoveToOuterDisposeScope();
    }

    private sealed record Layer(string Name, int Out, int Rows, int Columns, bool Halves = false);
}
