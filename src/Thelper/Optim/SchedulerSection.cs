using Thelper.Config;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>The section <c>scheduler</c>.</summary>
internal sealed class SchedulerSection : TypedSection<optim.lr_scheduler.LRScheduler>
{
    /// <summary>The metric that drives the schedule; null for one that depends on the epoch alone.</summary>
    [Key("step_metric")]
    public string? StepMetric { get; set; }
}
