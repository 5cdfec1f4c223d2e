using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>An optimizer with running means of gradients and of squared gradients.</summary>
public abstract class BetasOptimizer : optim.Optimizer, optim.IBetas
{
    private protected BetasOptimizer(IEnumerable<ParamGroup> parameters, params (string Key, object? Value)[] defaults)
        : base(parameters, defaults)
    {
    }

    /// <summary>The decay rates of the means: those of the first group; set for all.</summary>
    public (double, double) Betas
    {
        get => ParamGroups[0].Pair("betas");
        set
        {
            foreach (var group in ParamGroups)
            {
                group.Options["betas"] = new PyTuple(value.Item1, value.Item2);
            }
        }
    }
}
