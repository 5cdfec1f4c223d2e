using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The parametrisations of one tensor, run one after another, and what they start from.</summary>
public sealed class ParametrizationList : ModuleList<nn.Module<Tensor, Tensor>>
{
    private long epoch = -1;

    internal ParametrizationList(nn.Module<Tensor, Tensor> first, Parameter original)
        : base([first])
    {
        this.original = original;
        register_parameter(nameof(original), original);
    }

    /// <summary>The parameter that is learnt.</summary>
    public Parameter original { get; internal set => SetParameter(ref field, value, nameof(original)); }

    /// <inheritdoc/>
    public override string GetName() => nameof(ParametrizationList);

    /// <summary>The value; null if the present one is to be kept because it was computed since caching began.</summary>
    internal Tensor? Value()
    {
        if (nn.utils.parametrize.Epoch is { } now)
        {
            if (epoch == now)
            {
                return null;
            }

            epoch = now;
        }

        using var scope = NewDisposeScope();
        Tensor value = original;
        foreach (var parametrization in this)
        {
            value = parametrization.call(value);
        }

        return (ReferenceEquals(value, original) ? aten.alias(original) : value).MoveToOuterDisposeScope();
    }
}
