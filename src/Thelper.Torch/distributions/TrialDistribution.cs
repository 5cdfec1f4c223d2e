using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A distribution that follows from a number of trials and the chance of one of two outcomes of each.</summary>
public abstract class TrialDistribution : ChanceDistribution
{
    private protected TrialDistribution(string name, Tensor total_count, Tensor? probs, Tensor? logits, Generator? generator)
        : this(name, Together(name, total_count, probs, logits), probs is null, generator)
    {
    }

    private TrialDistribution(string name, Tensor[] given, bool byLogits, Generator? generator)
        : base(name, byLogits ? null : given[1], byLogits ? given[1] : null, generator)
    {
        total_count = Own(given[0]);
        given[1].Dispose();
    }

    /// <summary>The number of trials (of failures for <see cref="NegativeBinomial"/>).</summary>
    public Tensor total_count { get; }

    // Views of the number of trials and of the chance in their common shape, which belong to no scope.
    private static Tensor[] Together(string name, Tensor total_count, Tensor? probs, Tensor? logits)
    {
        if ((probs is null) == (logits is null))
        {
            throw new ArgumentException($"{name} takes either probs or logits.");
        }

        var chance = probs ?? logits!;
        using var scope = NewDisposeScope();
        return Array.ConvertAll(aten.broadcast_tensors([total_count.type_as(chance), chance]), view => view.DetachFromDisposeScope());
    }
}
