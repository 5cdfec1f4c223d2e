using Thelper.Config;

namespace Thelper.Train.Construction;

/// <summary>The <c>trainer.optimization</c> section; a trainer enforces what it needs.</summary>
public sealed class OptimizationOptions
{
    /// <summary>The loss function.</summary>
    [Key("loss")]
    public ConfigNode? Loss { get; set; }

    /// <summary>The optimizer.</summary>
    [Key("optimizer")]
    public ConfigNode? Optimizer { get; set; }

    /// <summary>The schedule of the learning rate.</summary>
    [Key("scheduler")]
    public ConfigNode? Scheduler { get; set; }
}
