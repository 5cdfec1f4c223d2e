using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the dropout layers share: the probability, its text.</summary>
public abstract class DropoutBase : nn.Module<Tensor, Tensor>
{
    private protected DropoutBase(string name, double p, bool inplace)
        : base(name) => (P, Inplace) = (nn.functional.Probability(name, p), inplace);

    private protected double P { get; }

    private protected bool Inplace { get; }

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"p={PythonText.Of(P)}, inplace={PythonText.Of(Inplace)}";
}
