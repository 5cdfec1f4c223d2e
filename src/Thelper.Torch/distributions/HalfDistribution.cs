using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The absolute value of a variable that is spread evenly around zero.</summary>
public abstract class HalfDistribution : TransformedDistribution
{
    private protected HalfDistribution(distributions.Distribution whole, Tensor scale, Generator? generator)
        : base(whole, new distributions.transforms.AbsTransform())
    {
        DrawsFrom = generator;
        this.scale = Own(scale.alias());
    }

    /// <summary>How wide the variable is.</summary>
    public Tensor scale { get; }

    /// <inheritdoc/>
    public override Tensor mode => WrappedTensorDisposeScope(() => zeros_like(scale));

    private protected Generator? DrawsFrom { get; }

    /// <inheritdoc/>
    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => where(value.ge(0), Base.log_prob(value) + Math.Log(2), full_like(scale, double.NegativeInfinity)));

    /// <inheritdoc/>
    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => (2 * Base.cdf(value)) - 1);

    /// <inheritdoc/>
    public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => Base.icdf((value + 1) / 2));

    /// <inheritdoc/>
    public override Tensor entropy() => WrappedTensorDisposeScope(() => Base.entropy() - Math.Log(2));
}
