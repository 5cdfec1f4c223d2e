using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>What the section <c>optimization</c> of a trainer makes.</summary>
/// <param name="Loss">The loss of a prediction and a target; null where the section names none.</param>
/// <param name="Optimizer">The optimizer of the model's parameters; null where the section names none.</param>
/// <param name="Scheduler">The schedule of its learning rates; null where the section names none.</param>
/// <param name="StepMetric">The metric that drives the schedule; null for one that depends on the epoch alone.</param>
public sealed record Optimization(
    nn.Module<Tensor, Tensor, Tensor>? Loss, optim.Optimizer? Optimizer, optim.lr_scheduler.LRScheduler? Scheduler, string? StepMetric);
