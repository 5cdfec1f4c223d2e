using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A distribution that follows from the chance of one of two outcomes, given as a probability or as a logit.</summary>
public abstract class ChanceDistribution : distributions.Distribution
{
    private protected ChanceDistribution(string name, Tensor? probs, Tensor? logits, Generator? generator)
        : base(generator)
    {
        Chances = new(name, probs, logits, binary: true);
        batch_shape = Chances.Given.shape;
    }

    /// <summary>The probabilities.</summary>
    public Tensor probs => Chances.Probs.alias();

    /// <summary>The logits.</summary>
    public Tensor logits => Chances.Logits.alias();

    private protected distributions.Chances Chances { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Chances.Dispose();
        }

        base.Dispose(disposing);
    }
}
