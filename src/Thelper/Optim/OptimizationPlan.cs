using Thelper.Config;
using Thelper.Data;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>The sections of <c>trainer.optimization</c>, checked as far as it can be without data and model.</summary>
public sealed class OptimizationPlan
{
    private readonly LossPlan? loss;
    private readonly BoundType? optimizer;
    private readonly BoundType? scheduler;

    private OptimizationPlan(LossPlan? loss, BoundType? optimizer, BoundType? scheduler, string? stepMetric)
    {
        this.loss = loss;
        this.optimizer = optimizer;
        this.scheduler = scheduler;
        StepMetric = stepMetric;
    }

    /// <summary>The metric that drives the schedule; null for one that depends on the epoch alone.</summary>
    public string? StepMetric { get; }

    /// <summary>Checks the sections; each may be missing.</summary>
    /// <param name="loss">The section <c>loss</c>.</param>
    /// <param name="optimizer">The section <c>optimizer</c>.</param>
    /// <param name="scheduler">The section <c>scheduler</c>.</param>
    /// <param name="types">Finds the types.</param>
    /// <param name="errors">Receives every mistake; after one, the plan must not be used.</param>
    public static OptimizationPlan Bind(ConfigNode? loss, ConfigNode? optimizer, ConfigNode? scheduler, TypeRegistry types, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (scheduler is not null && optimizer is null)
        {
            errors.Add(scheduler, "a scheduler needs an optimizer: add the section 'optimizer'");
        }

        var (schedulerType, stepMetric) = scheduler is null ? default : OptimFactory.BindScheduler(scheduler, types, errors);
        return new(
            loss is null ? null : OptimFactory.BindLoss(loss, types, errors),
            optimizer is null ? null : OptimFactory.BindOptimizer(optimizer, types, errors),
            schedulerType,
            stepMetric);
    }

    /// <summary>Makes everything.</summary>
    /// <param name="task">The task.</param>
    /// <param name="model">The model, already on the device.</param>
    /// <param name="device">Where predictions are.</param>
    /// <param name="trainData">The data whose class sizes weigh the classes; null where there is none.</param>
    /// <exception cref="UserErrorException">A section does not fit the task or the model; the message names the place.</exception>
    public Optimization Create(Task task, nn.Module model, Device device, Dataset? trainData)
    {
        nn.Module<Tensor, Tensor, Tensor>? lossFunction = null;
        optim.Optimizer? made = null;
        var done = false;
        try
        {
            lossFunction = loss?.Create(task, model, device, trainData);
            made = optimizer is null ? null : OptimFactory.CreateOptimizer(optimizer, model);
            var result = new Optimization(lossFunction, made, scheduler is null || made is null ? null : OptimFactory.CreateScheduler(scheduler, made), StepMetric);
            done = true;
            return result;
        }
        finally
        {
            if (!done)
            {
                made?.Dispose();
                lossFunction?.Dispose();
            }
        }
    }
}
