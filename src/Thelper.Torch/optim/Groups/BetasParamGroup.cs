using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Parameters with options of their own whose optimizer keeps running means of gradients and of their squares.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class BetasParamGroup<TOptions> : ParamGroup<TOptions>, optim.IBetas
    where TOptions : BetasOptions, new()
{
    /// <summary>Creates a group to be filled in.</summary>
    private protected BetasParamGroup()
    {
    }

    /// <summary>Creates a group.</summary>
    private protected BetasParamGroup(IEnumerable<Parameter> parameters, TOptions? options)
        : base(parameters, options)
    {
    }

    /// <inheritdoc/>
    public (double, double) Betas
    {
        get => Joined?.Pair("betas") ?? (Options?.beta1 ?? 0.9, Options?.beta2 ?? 0.999);
        set
        {
            ((Options ??= new()).beta1, Options.beta2) = value;
            Joined?.Options["betas"] = new PyTuple(value.Item1, value.Item2);
        }
    }
}
