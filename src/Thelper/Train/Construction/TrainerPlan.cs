using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Optim;
using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Train.Construction;

/// <summary>The <c>trainer</c> section, checked as far as it can be without data and model, and ready to build trainers from.</summary>
public sealed class TrainerPlan
{
    private readonly ConfigNode section;
    private readonly ConfigPlaces places;
    private readonly TypeRegistry types;
    private readonly ConsumerPlan consumers;
    private readonly MetricGoal monitorGoal;
    private readonly MetricGoal scheduleGoal;
    private readonly OptimizationPlan optimization;
    private readonly BoundType? type;

    private TrainerPlan(ConfigSections config, ConfigNode section, TrainerOptions options, TypeRegistry types, ConfigErrors errors, torch.Device? device)
    {
        places = new(config);
        this.section = section;
        this.types = types;
        Options = options;
        Device = device ?? DeviceSelection.Choose(options.Device, errors);
        consumers = new(options, types, errors);
        monitorGoal = consumers.GoalOf(options.Monitor, section.Get("monitor") ?? section, errors);
        var steps = options.Optimization;
        optimization = OptimizationPlan.Bind(Present(steps.Loss), Present(steps.Optimizer), Present(steps.Scheduler), types, errors);
        scheduleGoal = consumers.GoalOf(optimization.StepMetric, steps.Scheduler?.Get("step_metric") ?? section, errors);
        if (options.Type is not null)
        {
            type = types.Bind(options.Type, options.Params, typeof(Trainer), errors, typeof(TrainerContext));
        }
        else if (options.Params is { Kind: ConfigKind.Map } parameters)
        {
            TrainerChoice.Check(section, parameters, types, errors);
        }
    }

    /// <summary>The section's values.</summary>
    public TrainerOptions Options { get; }

    /// <summary>The device that computes; null after an error.</summary>
    public torch.Device? Device { get; init; }

    /// <summary>Reads and checks the section.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="isNeeded">Whether the section must be there, with usable types and device; else only its keys are checked.</param>
    /// <param name="types">Finds the types that it names.</param>
    /// <param name="errors">Receives everything that is wrong.</param>
    /// <param name="device">The device that replaces the section's; null to keep that.</param>
    /// <returns>The plan; null if there is no section, or nobody needs it.</returns>
    public static TrainerPlan? Bind(ConfigSections config, bool isNeeded, TypeRegistry types, ConfigErrors errors, torch.Device? device = null)
    {
        if (config.Trainer is not { Kind: not ConfigKind.Null } given)
        {
            if (isNeeded)
            {
                errors.Add(config.Root, "the section 'trainer' is missing, which says how to train");
            }

            return null;
        }

        var section = TrainerChoice.Gather(given, types);
        var options = OptionsBinder.Bind<TrainerOptions>(section, errors);
        foreach (var (name, metric) in new[] { options.Metrics, options.TrainMetrics, options.ValidMetrics, options.TestMetrics }.SelectMany(metrics => metrics?.Entries ?? []))
        {
            FileName.Check(metric, "metric", name, errors);
        }

        options.Viz?.Check(section.Get("viz", "visualization", "visualizations")!, errors);
        if (options.OutputDir is { } folder && PrintableText.HasControls(folder))
        {
            errors.Add(section.Get("output_dir")!, "the path has a control character");
        }

        if (!isNeeded)
        {
            return null;
        }

        return new(config, section, options, types, errors, device);
    }

    /// <summary>Builds the trainer; nothing is written.</summary>
    /// <param name="build">What it works with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="UserErrorException">The section does not fit the task, the data or the model.</exception>
    public Trainer Build(TrainerBuild build)
    {
        var log = build.Log;
        if (build.Loaders.Train is null)
        {
            log.Info("no training data provided, will run a single epoch on valid/test data");
        }
        else if (Options.Epochs is null)
        {
            throw new UserErrorException($"{section.Where}.epochs: missing; training needs a number of epochs.");
        }

        if (Options.Viz is { } projections && (build.Loaders.Valid ?? build.Loaders.Test) is { } projected)
        {
            var errors = new ConfigErrors();
            projections.CheckMeta(build.Task, projected.LoadOne, errors);
            errors.ThrowIfAny();
        }

        build.Model.to(Device!);

        // Without training there is nothing to optimize, and no data to weigh classes by.
        var made = build.Loaders.Train is { } train
            ? optimization.Create(build.Task, build.Model, Device!, train.Dataset)
            : new Optimization(null, null, null, optimization.StepMetric);
        var done = false;
        try
        {
            var trainer = Construct(ContextOf(build, made));
            if (build.Loaders.Train is { MixesLabels: true } && !trainer.LearnsMixtures)
            {
                throw new UserErrorException($"{places.Of("loaders.train_mix", "loaders")}: {trainer.GetType().Name} does not learn labels that are mixed by shares; take thelper.data.Mixup and thelper.data.CutMix out, or a trainer that does (ImageClassifTrainer, ImageSegmTrainer, or one of your own with LearnsMixtures)");
            }

            done = true;
            return trainer;
        }
        finally
        {
            if (!done)
            {
                made.Optimizer?.Dispose();
                made.Loss?.Dispose();
            }
        }
    }

    private static ConfigNode? Present(ConfigNode? node) => node is { Kind: not ConfigKind.Null } ? node : null;

    private TrainerContext ContextOf(TrainerBuild build, Optimization made)
    {
        MonitorPolicy? monitor = Options.Monitor is { } monitored ? new(monitored, monitorGoal) : null;
        var errors = new ConfigErrors();
        SetRun? Set(string name, DataLoader? loader) => loader is null ? null : new(name, loader, consumers.Make(name, build, errors), build.OutputOf(name));
        var (train, valid, test) = (Set("train", build.Loaders.Train), Set("valid", build.Loaders.Valid), Set("test", build.Loaders.Test));
        errors.ThrowIfAny();
        return new()
        {
            SessionName = build.SessionName,
            Task = build.Task,
            Model = build.Model,
            Device = Device!,
            Log = build.Log,
            EpochCount = build.Loaders.Train is null ? 1 : Options.Epochs!.Value,
            SkipEvalIterations = build.IsTrial ? 0 : Options.SkipEvalIter,
            MaxBatches = build.IsTrial ? 1 : null,
            OnNan = Options.OnNan == "stop" ? NanAction.Stop : NanAction.Warn,
            Loss = made.Loss,
            Optimizer = made.Optimizer,
            Scheduler = made.Scheduler,
            Schedule = new(made.StepMetric, scheduleGoal),
            Monitor = monitor,
            Progress = build.Progress,
            Stop = build.Stop,
            Train = train,
            Valid = valid,
            Test = test,
            Places = places,
        };
    }

    private Trainer Construct(TrainerContext context)
    {
        if (type is not null)
        {
            return (Trainer)type.Create(context);
        }

        var errors = new ConfigErrors();
        var deduced = TrainerChoice.Deduce(context.Task, section);
        var bound = types.Bind(deduced, Options.Params, typeof(Trainer), errors, typeof(TrainerContext));
        errors.ThrowIfAny();
        return (Trainer)bound!.Create(context);
    }
}
