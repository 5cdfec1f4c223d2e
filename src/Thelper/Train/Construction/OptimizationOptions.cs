using Thelper.Config;
using Thelper.Optim;
using static Thelper.Torch.torch;

namespace Thelper.Train.Construction;

/// <summary>The <c>trainer.optimization</c> section; a trainer enforces what it needs.</summary>
public sealed class OptimizationOptions
{
    /// <summary>The loss function.</summary>
    [Key("loss", Holds = [typeof(LossSection)])]
    public ConfigNode? Loss { get; set; }

    /// <summary>The optimizer.</summary>
    [Key("optimizer", Holds = [typeof(TypedSection<optim.Optimizer>)])]
    public ConfigNode? Optimizer { get; set; }

    /// <summary>The schedule of the learning rate.</summary>
    [Key("scheduler", Holds = [typeof(SchedulerSection)])]
    public ConfigNode? Scheduler { get; set; }
}
