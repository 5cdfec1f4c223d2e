using Thelper.Config;
using Thelper.Data;
using Thelper.Tasks;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>Makes losses, optimizers and schedules from the sections of <c>trainer.optimization</c>.</summary>
/// <remarks>Each section is bound first, which finds its mistakes without a model, and made later.</remarks>
public static class OptimFactory
{
    /// <summary>Checks a loss section: <c>type</c> or <c>model_getter</c>, <c>params</c>, and the keys that weigh classes.</summary>
    /// <param name="section">The section.</param>
    /// <param name="types">Finds the type.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The loss to be made; null after a mistake.</returns>
    public static LossPlan? BindLoss(ConfigNode section, TypeRegistry types, ConfigErrors errors) => LossPlan.Bind(section, types, errors);

    /// <summary>Checks an optimizer section: <c>type</c>, <c>params</c>.</summary>
    /// <param name="section">The section.</param>
    /// <param name="types">Finds the type.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The optimizer's type and arguments; null after a mistake.</returns>
    public static BoundType? BindOptimizer(ConfigNode section, TypeRegistry types, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Bind(OptionsBinder.Bind<TypedSection>(section, errors), types, typeof(optim.Optimizer), typeof(IEnumerable<Parameter>), errors);
    }

    /// <summary>Checks a scheduler section: <c>type</c>, <c>params</c>, <c>step_metric</c>.</summary>
    /// <param name="section">The section.</param>
    /// <param name="types">Finds the type.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The schedule's type and arguments (null after a mistake), and the metric that drives it.</returns>
    public static (BoundType? Type, string? StepMetric) BindScheduler(ConfigNode section, TypeRegistry types, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(errors);
        var options = OptionsBinder.Bind<SchedulerSection>(section, errors);
        var type = Bind(options, types, typeof(optim.lr_scheduler.LRScheduler), typeof(optim.Optimizer), errors);
        if (type is not null && FollowsMetric(type.Type) && options.StepMetric is null)
        {
            errors.Add(section, $"'{type.Name}' follows a metric: name it with the key 'step_metric'");
        }

        return (type, options.StepMetric);
    }

    /// <summary>Makes a loss.</summary>
    /// <param name="section">The section <c>loss</c>.</param>
    /// <param name="types">Finds the type.</param>
    /// <param name="task">The task.</param>
    /// <param name="model">The model.</param>
    /// <param name="device">Where predictions are.</param>
    /// <param name="trainData">The data whose class sizes weigh the classes; null where there is none.</param>
    /// <exception cref="UserErrorException">The section has mistakes, all of them named, or does not fit the task.</exception>
    public static nn.Module<Tensor, Tensor, Tensor> CreateLoss(ConfigNode section, TypeRegistry types, Task task, nn.Module model, Device device, Dataset? trainData)
    {
        var errors = new ConfigErrors();
        var plan = BindLoss(section, types, errors);
        errors.ThrowIfAny();
        return plan!.Create(task, model, device, trainData);
    }

    /// <summary>Makes an optimizer of the parameters that want gradients.</summary>
    /// <param name="type">The bound type.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="UserErrorException">An argument is refused, or the model has nothing to optimize.</exception>
    public static optim.Optimizer CreateOptimizer(BoundType type, nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(model);
        Parameter[] parameters = [.. model.parameters().Where(parameter => parameter.requires_grad)];
        return (optim.Optimizer)type.Create((object)parameters);
    }

    /// <summary>Makes a schedule.</summary>
    /// <param name="type">The bound type.</param>
    /// <param name="optimizer">The optimizer whose rates it changes.</param>
    /// <exception cref="UserErrorException">An argument is refused.</exception>
    public static optim.lr_scheduler.LRScheduler CreateScheduler(BoundType type, optim.Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(type);
        return (optim.lr_scheduler.LRScheduler)type.Create(optimizer);
    }

    /// <summary>The current learning rate: that of the first group that has one, else 0.</summary>
    /// <param name="optimizer">The optimizer.</param>
    public static double GetLearningRate(optim.Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return optimizer.ParamGroups.FirstOrDefault(group => group.Options.ContainsKey("lr"))?.LearningRate ?? 0;
    }

    internal static BoundType? Bind(TypedSection section, TypeRegistry types, Type expected, Type service, ConfigErrors errors)
    {
        var before = errors.Count;
        var bound = section.Type is null ? null : types.Bind(section.Type, section.Params, expected, errors, service);

        // What is not a number is outside of every range, so that a parameter that has one was told already.
        var told = errors.Count > before;
        foreach (var (_, value) in section.Params?.Entries ?? [])
        {
            if (value.Value is double number && (double.IsInfinity(number) || (double.IsNaN(number) && !told)))
            {
                errors.Add(value, $"must be a finite number, got {value.Describe()}");
            }
        }

        return bound;
    }

    private static bool FollowsMetric(Type type) => type == typeof(ReduceLROnPlateau);
}
