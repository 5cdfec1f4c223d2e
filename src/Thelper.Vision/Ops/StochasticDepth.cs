using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Drops the branch of a residual block at random while training, for each sample or for the whole batch (arXiv:1603.09382).</summary>
public sealed class StochasticDepth : nn.Module<Tensor, Tensor>
{
    private readonly double p;
    private readonly string mode;

    /// <summary>Creates the layer.</summary>
    /// <param name="p">Probability in [0, 1] that a branch is dropped.</param>
    /// <param name="mode"><c>row</c>: each sample for itself; <c>batch</c>: all of them together.</param>
    /// <exception cref="UserErrorException">The probability or the mode is none.</exception>
    public StochasticDepth(double p, string mode = "row")
    {
        torchvision.ops.CheckStochasticDepth(p, mode);
        this.p = p;
        this.mode = mode;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torchvision.ops.stochastic_depth(input, p, mode, training);

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"p={PythonFloat.Of(p)}, mode={mode}";
}
