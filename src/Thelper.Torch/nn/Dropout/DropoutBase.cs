using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the dropout layers share: the probability, its text.</summary>
public abstract class DropoutBase : nn.Module<Tensor, Tensor>
{
    private protected DropoutBase(string name, double p, bool inplace)
        : base(name) => (this.p, this.inplace) = (nn.functional.Probability(name, p), inplace);

    /// <summary>The probability that an element (or channel) is dropped.</summary>
    public double p { get; set; }

    /// <summary>Whether the result is written into the input.</summary>
    public bool inplace { get; set; }

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"p={PythonText.Of(p)}, inplace={PythonText.Of(inplace)}";
}
