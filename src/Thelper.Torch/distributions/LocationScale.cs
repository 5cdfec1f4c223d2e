using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A distribution of one form, moved and stretched.</summary>
public abstract class LocationScale : distributions.Distribution
{
    private protected LocationScale(Tensor loc, Tensor scale, Generator? generator)
        : base(generator)
    {
        var both = OwnTogether(loc, scale);
        (this.loc, this.scale) = (both[0], both[1]);
        batch_shape = this.loc.shape;
    }

    /// <summary>Where it is centred.</summary>
    public Tensor loc { get; }

    /// <summary>How wide it is.</summary>
    public Tensor scale { get; }

    /// <inheritdoc/>
    public override Tensor mode => loc.alias();

    /// <inheritdoc/>
    public override distributions.Distribution expand(Size batch_shape)
    {
        using var scope = NewDisposeScope();
        return With(loc.expand(batch_shape), scale.expand(batch_shape));
    }

    /// <summary>The same form, moved and stretched otherwise.</summary>
    private protected abstract LocationScale With(Tensor loc, Tensor scale);
}
