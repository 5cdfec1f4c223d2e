using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>An optimizer that keeps a share of its last step.</summary>
public abstract class MomentumOptimizer : optim.Optimizer, optim.IMomentum
{
    private protected MomentumOptimizer(IEnumerable<ParamGroup> parameters, params (string Key, object? Value)[] defaults)
        : base(parameters, defaults)
    {
    }

    /// <summary>The share: that of the first group; set for all.</summary>
    public double Momentum
    {
        get => ParamGroups[0].Number("momentum");
        set
        {
            foreach (var group in ParamGroups)
            {
                group.Options["momentum"] = value;
            }
        }
    }
}
