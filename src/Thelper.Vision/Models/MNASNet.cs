using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's MNASNet (B1, its second version): same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Tan and others: "MnasNet: Platform-Aware Neural Architecture Search for Mobile", arXiv:1807.11626, figure 7. Input: float32 (batch, 3, height,
/// width); output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class MNASNet : nn.Module<Tensor, Tensor>, INamedHeads
{
    private const int Last = 1280;
    private const double Momentum = 1 - 0.9997;
    private static readonly int[] Depths = [32, 16, 24, 40, 80, 96, 192, 320];

    // Kernel, stride, expansion and repeats of the stacks that follow the first two depths.
    private static readonly (int Kernel, int Stride, int Expansion, int Repeats)[] Stacks =
        [(3, 2, 3, 3), (5, 2, 3, 3), (5, 2, 6, 3), (3, 1, 6, 2), (5, 2, 6, 4), (3, 1, 6, 1)];

    private readonly Sequential layers;
    private readonly Sequential classifier;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="alpha">Factor of all channels.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
    /// <exception cref="UserErrorException">The factor is not positive.</exception>
    public MNASNet(double alpha, int numClasses = 1000, double dropout = 0.2)
    {
        if (!(alpha > 0))
        {
            throw new UserErrorException($"alpha: {PythonFloat.Of(alpha)} is no factor of channels (above 0)");
        }

        var depths = Depths.Select(depth => InvertedResidualConfig.MakeDivisible(depth * alpha)).ToArray();
        layers = nn.Sequential(
        [
            .. Convolved(3, depths[0], 3, stride: 2), nn.ReLU(inplace: true),
            .. Convolved(depths[0], depths[0], 3, groups: depths[0]), nn.ReLU(inplace: true),
            .. Convolved(depths[0], depths[1], 1),
            .. Stacks.Select((stack, i) => nn.Sequential(Enumerable.Range(0, stack.Repeats).Select(
                block => (nn.Module<Tensor, Tensor>)new Block(depths[block == 0 ? i + 1 : i + 2], depths[i + 2], stack.Kernel, block == 0 ? stack.Stride : 1, stack.Expansion)))),
            .. Convolved(depths[^1], Last, 1), nn.ReLU(inplace: true),
        ]);
        classifier = nn.Sequential(nn.Dropout(dropout, inplace: true), nn.Linear(Last, numClasses));
        RegisterComponents();
        Initialisation.Draw(
            this,
            Initialisation.KaimingFanOut,
            static linear => nn.init.kaiming_uniform_(linear.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.Sigmoid));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["classifier.1"];

    /// <inheritdoc/>
    protected override long StateVersion => 2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(layers.call(input).mean([2, 3])).MoveToOuterDisposeScope();
    }

    private static nn.Module<Tensor, Tensor>[] Convolved(int inputs, int outputs, int kernel, int stride = 1, int groups = 1) =>
    [
        nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false),
        nn.BatchNorm2d(outputs, momentum: Momentum),
    ];

    /// <summary>Expand, convolve each channel, project; with a shortcut where the shape stays.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential layers;
        private readonly bool shortcut;

        public Block(int inputs, int outputs, int kernel, int stride, int expansion)
            : base("_InvertedResidual")
        {
            var hidden = inputs * expansion;
            layers = nn.Sequential(
            [
                .. Convolved(inputs, hidden, 1), nn.ReLU(inplace: true),
                .. Convolved(hidden, hidden, kernel, stride, hidden), nn.ReLU(inplace: true),
                .. Convolved(hidden, outputs, 1),
            ]);
            shortcut = stride == 1 && inputs == outputs;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var result = layers.call(input);
            return shortcut ? result.add_(input) : result;
        }
    }
}
