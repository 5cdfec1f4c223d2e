using Thelper.Config;
using Thelper.Metrics;
using Thelper.Reports;

namespace Thelper.Train.Construction;

/// <summary>The consumers that a trainer section names for each set: metrics, reports, callbacks, pictures and loggers, in this order.</summary>
internal sealed class ConsumerPlan
{
    private readonly Dictionary<string, List<(string Name, BoundType Type)>> consumers = [];
    private readonly Dictionary<string, IReadOnlyList<(string Name, BoundType Type)>?> loggers = [];
    private readonly ConfigNode[] sections;
    private readonly string? monitor;

    /// <summary>Checks everything as far as it can be without a task.</summary>
    /// <param name="options">The trainer section.</param>
    /// <param name="types">Finds the consumers.</param>
    /// <param name="errors">Receives every mistake.</param>
    public ConsumerPlan(TrainerOptions options, TypeRegistry types, ConfigErrors errors)
    {
        monitor = options.Monitor;
        sections = [.. new[] { options.Metrics, options.TrainMetrics, options.ValidMetrics }.OfType<ConfigNode>()];
        var shared = ConsumerFactory.Create(options.Metrics, types, errors);
        foreach (var set in new[] { "train", "valid", "test" })
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

            foreach (var (name, reserved) in all.Where(c => MonitorPolicy.IsLoss(c.Name)))
            {
                errors.Add(reserved.Place, $"the name '{name}' stands for the {(name == MonitorPolicy.Loss ? "training" : "validation")} loss; rename the metric");
            }

            var callbacks = new CallbackReader(types, errors);
            all.AddRange(callbacks.Read($"{set}_user_callback", options.CallbackOf(set)));
            all.AddRange(callbacks.Read($"{set}_display_callback", options.DisplayOf(set), DisplayCallback.Name));
            loggers[set] = options.LogOf(set) is null or { Value: true } ? null : callbacks.Read($"{set}_logger_callback", options.LogOf(set));

            consumers[set] = all;
        }
    }

    /// <summary>The direction in which a metric improves, in the validation set or else in training.</summary>
    /// <param name="name">Its name, or <c>loss</c>; null for none.</param>
    /// <param name="at">Where it is named.</param>
    /// <param name="errors">Receives what is wrong with the name.</param>
    public MetricGoal GoalOf(string? name, ConfigNode at, ConfigErrors errors)
    {
        if (name is null or MonitorPolicy.Loss or MonitorPolicy.ValidLoss)
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
                // A property of the object, so that the answer for options such as metric_goal is the metric's own.
                return ((Metric)bound.Create()).Goal;
            }

            errors.Add(at, $"'{name}' is no metric but a consumer without a value{NearestName.Hint(name, MetricNames())}");
            return MetricGoal.Minimize;
        }

        // What is given and has mistakes is named already.
        if (Array.Exists(sections, section => section.Has(name) || section.Kind is not (ConfigKind.Map or ConfigKind.Null)))
        {
            return MetricGoal.Minimize;
        }

        errors.Add(at, $"there is no train or valid metric '{name}'{NearestName.Hint(name, MetricNames())}");
        return MetricGoal.Minimize;
    }

    /// <summary>Makes the consumers of a set.</summary>
    /// <param name="set"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <param name="build">What the session has; in a trial, all are made but only the metrics are handed out, which say nothing of the one batch that they see.</param>
    /// <param name="errors">Receives every consumer that does not fit the task.</param>
    /// <returns>Names and consumers, which share nothing with those of other sets.</returns>
    public IReadOnlyList<KeyValuePair<string, IConsumer>> Make(string set, TrainerBuild build, ConfigErrors errors)
    {
        List<KeyValuePair<string, IConsumer>> Made(IEnumerable<(string Name, BoundType Type)> named)
        {
            var made = new List<KeyValuePair<string, IConsumer>>();
            foreach (var (name, type) in named)
            {
                try
                {
                    made.Add(new(name, ConsumerFactory.Make(name, type, build.Task, build.IsTrial ? null : build.Log)));
                }
                catch (UserErrorException error)
                {
                    errors.Add(type.Place, error);
                }
            }

            return made;
        }

        var all = Made(consumers[set]);
        if (loggers[set] is { } own)
        {
            all.AddRange(Made(own));
        }
        else
        {
            var monitored = all.Find(c => c.Key == monitor && c.Value is Metric { LiveEval: true });
            KeyValuePair<string, Metric>? metric = monitored.Value is Metric live ? new(monitored.Key, live) : null;
            all.Add(new($"{set}_logger_callback", new IterationLogger(set, build.Log, metric)));
        }

        return build.IsTrial ? all.FindAll(consumer => consumer.Value is Metric) : all;
    }

    // What GoalOf accepts.
    private IEnumerable<string> MetricNames() => consumers["train"].Concat(consumers["valid"]).Where(c => ConsumerFactory.CanMonitor(c.Type)).Select(c => c.Name).Append(MonitorPolicy.Loss).Append(MonitorPolicy.ValidLoss).Distinct();
}
