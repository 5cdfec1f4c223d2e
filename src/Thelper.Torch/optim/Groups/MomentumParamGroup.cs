using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Parameters with options of their own that move with a momentum.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class MomentumParamGroup<TOptions> : ParamGroup<TOptions>, optim.IMomentum
    where TOptions : MomentumOptions, new()
{
    /// <summary>Creates a group to be filled in.</summary>
    private protected MomentumParamGroup()
    {
    }

    /// <summary>Creates a group.</summary>
    private protected MomentumParamGroup(IEnumerable<Parameter> parameters, TOptions? options)
        : base(parameters, options)
    {
    }

    /// <inheritdoc/>
    public double Momentum
    {
        get => Joined?.Number("momentum") ?? Options?.momentum ?? 0;
        set
        {
            (Options ??= new()).momentum = value;
            Joined?.Options["momentum"] = value;
        }
    }
}
