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
    private static readonly string[] SetNames = ["train", "valid", "test"];
    private static readonly string[] Projections = ["viz", "visualization", "visualizations"];
    private readonly ConfigNode section;
    private readonly TypeRegistry types;
    private readonly Dictionary<string, List<(string Name, BoundType Type)>> consumers = [];
    private readonly Dictionary<string, IReadOnlyList<(string Name, BoundType Type)>?> loggers = [];
    private readonly MetricGoal monitorGoal;
    private readonly MetricGoal scheduleGoal;
    private readonly OptimizationPlan optimization;
    private readonly BoundType? type;

    private TrainerPlan(ConfigNode section, TrainerOptions options, TypeRegistry types, ConfigErrors errors, torch.Device? device)
    {
        this.section = section;
        this.types = types;
        Options = options;
        Device = device ?? DeviceSelection.Choose(options.Device, errors);
        var shared = ConsumerFactory.Create(options.Metrics, types, errors);
        foreach (var set in SetNames)
        {
            var all = new List<(string Name, BoundType Type)>(shared);
            foreach (var extra in ConsumerFactory.Create(options.MetricsOf(set), types, errors))
            {
                if (all.Exists(c => c.Name == extra.Name))
                {
                    errors.Add(extra.Type.Place, $"the {set} set has two metrics named '{extra.Name}'; rename one");
                }

                all.Add(extra);
            }

            foreach (var (_, reserved) in all.Where(c => c.Name == MonitorPolicy.Loss))
            {
                errors.Add(reserved.Place, "the name 'loss' stands for the training loss; rename the metric");
            }

            var callbacks = new CallbackReader(types, errors);
            all.AddRange(callbacks.Read($"{set}_user_callback", options.CallbackOf(set)));
            all.AddRange(callbacks.Read($"{set}_display_callback", options.DisplayOf(set), DisplayCallback.Name));
            loggers[set] = options.LogOf(set) is null or { Value: true } ? null : callbacks.Read($"{set}_logger_callback", options.LogOf(set));

            consumers[set] = all;
        }

        monitorGoal = GoalOf(options.Monitor, section.Get("monitor"), errors);
        var steps = options.Optimization;
        optimization = OptimizationPlan.Bind(Present(steps.Loss), Present(steps.Optimizer), Present(steps.Scheduler), types, errors);
        scheduleGoal = GoalOf(optimization.StepMetric, steps.Scheduler?.Get("step_metric"), errors);
        if (options.Type is not null)
        {
            type = types.Bind(options.Type, options.Params, typeof(Trainer), errors, typeof(TrainerContext));
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

        var section = TrainerChoice.Gather(given.Without(Projections), types);
        var options = OptionsBinder.Bind<TrainerOptions>(section, errors);
        if (!isNeeded)
        {
            return null;
        }

        if (given.Get(Projections) is { Kind: ConfigKind.Map, Entries.Count: > 0 } or { Kind: ConfigKind.String or ConfigKind.List } or { Value: true })
        {
            errors.Add(given.Get(Projections)!, "projections (tsne, umap) are not available in this version; remove the key");
        }

        return new(section, options, types, errors, device);
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

        build.Model.to(Device!);

        // Without training there is nothing to optimize, and no data to weigh classes by.
        var made = build.Loaders.Train is { } train
            ? optimization.Create(build.Task, build.Model, Device!, train.Dataset)
            : new Optimization(null, null, null, optimization.StepMetric);
        MonitorPolicy? monitor = Options.Monitor is { } monitored ? new(monitored, monitorGoal) : null;
        Trainer? trainer = null;
        SetRun? Set(string name, DataLoader? loader) => loader is null ? null : MakeSet(name, loader, build, () => trainer!.Iteration);
        var context = new TrainerContext
        {
            SessionName = build.SessionName,
            Task = build.Task,
            Model = build.Model,
            Device = Device!,
            Log = log,
            EpochCount = build.Loaders.Train is null ? 1 : Options.Epochs!.Value,
            SkipEvalIterations = Options.SkipEvalIter,
            Loss = made.Loss,
            Optimizer = made.Optimizer,
            Scheduler = made.Scheduler,
            Schedule = new(made.StepMetric, scheduleGoal),
            Monitor = monitor,
            Progress = build.Progress,
            Stop = build.Stop,
            Train = Set("train", build.Loaders.Train),
            Valid = Set("valid", build.Loaders.Valid),
            Test = Set("test", build.Loaders.Test),
        };
        trainer = Construct(context);
        return trainer;
    }

    // The goal is a property of the object, so that the answer for options such as metric_goal is the metric's own.
    private MetricGoal GoalOf(string? name, ConfigNode? at, ConfigErrors errors)
    {
        if (name is null or MonitorPolicy.Loss)
        {
            return MetricGoal.Minimize;
        }

        foreach (var set in new[] { "valid", "train" })
        {
            if (consumers[set].Find(c => c.Name == name).Type is not { } bound)
            {
                continue;
            }

            if (ConsumerFactory.CanMonitor(bound))
            {
                return ((Metric)bound.Create()).Goal;
            }

            errors.Add(at ?? section, $"'{name}' is no metric but a consumer without a value; name a metric or 'loss'");
            return MetricGoal.Minimize;
        }

        errors.Add(at ?? section, $"there is no train or valid metric '{name}'{NearestName.Hint(name, MetricNames())}");
        return MetricGoal.Minimize;
    }

    private static ConfigNode? Present(ConfigNode? node) => node is { Kind: not ConfigKind.Null } ? node : null;

    private IEnumerable<string> MetricNames() => consumers["train"].Concat(consumers["valid"]).Select(c => c.Name).Append(MonitorPolicy.Loss).Distinct();

    private SetRun MakeSet(string name, DataLoader loader, TrainerBuild build, Func<long> iteration)
    {
        var made = new List<KeyValuePair<string, IConsumer>>();
        foreach (var (key, bound) in consumers[name])
        {
            made.Add(new(key, ConsumerFactory.Make(key, bound, build.Task, build.Log)));
        }

        if (loggers[name] is { } own)
        {
            made.AddRange(own.Select(logger => KeyValuePair.Create(logger.Name, ConsumerFactory.Make(logger.Name, logger.Type, build.Task, build.Log))));
        }
        else
        {
            var monitored = made.Find(c => c.Key == Options.Monitor && c.Value is Metric { LiveEval: true });
            KeyValuePair<string, Metric>? metric = monitored.Value is Metric live ? new(monitored.Key, live) : null;
            made.Add(new($"{name}_logger_callback", new IterationLogger(name, build.Log, iteration, metric)));
        }

        return new(name, loader, made, build.OutputOf(name));
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
