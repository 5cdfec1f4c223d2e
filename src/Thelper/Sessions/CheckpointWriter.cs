using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train;

namespace Thelper.Sessions;

/// <summary>Writes <see cref="Checkpoint"/> files that the original and <c>torch.load</c> open.</summary>
internal static class CheckpointWriter
{
    /// <summary>Saves a checkpoint, complete or not at all.</summary>
    /// <param name="checkpoint">The content.</param>
    /// <param name="path">The file, replaced if it exists.</param>
    public static void Save(Checkpoint checkpoint, string path) => Checkpoints.Save(ToPickle(checkpoint), path);

    /// <summary>The dictionary that is pickled.</summary>
    /// <param name="c">The content.</param>
    /// <returns>The dictionary.</returns>
    internal static PyDict ToPickle(Checkpoint c) => new()
    {
        { "name", c.Name },
        { "epoch", (long)c.Epoch },
        { "iter", c.Iteration },
        { "source", c.Source },
        { "git_sha1", Revision.Value },
        { "sha1", Revision.Value },
        { "version", Checkpoint.CompatibleVersion },
        { "task", c.Task },
        { "outputs", Outputs(c.Outputs) },
        { "model", c.Model },
        { "model_type", c.ModelType },
        { "model_params", Pickled(c.ModelParams) },
        { "optimizer", c.Optimizer },
        { "scheduler", c.Scheduler },
        { "monitor_best", c.MonitorBest },
        { "monitor_best_epoch", (long)c.MonitorBestEpoch },
        { "config", Pickled(c.Config.ToPlain()) },
        { Checkpoint.ExtraKey, Extra(c) },
    };

    /// <summary>The commit of the repository in which the program lies.</summary>
    internal static readonly Lazy<string> Revision = new(() => GitRevision.Of(AppContext.BaseDirectory));

    /// <summary>Turns a plain value into one that can be pickled.</summary>
    /// <param name="plain">Null, scalars, lists, dictionaries with text keys.</param>
    /// <returns>The value.</returns>
    internal static object? Pickled(object? plain)
    {
        switch (plain)
        {
            case IReadOnlyDictionary<string, object?> map:
                var dict = new PyDict();
                foreach (var (key, value) in map)
                {
                    dict[key] = Pickled(value);
                }

                return dict;
            case IReadOnlyList<object?> list:
                var items = new List<object?>(list.Count);
                foreach (var item in list)
                {
                    items.Add(Pickled(item));
                }

                return items;
            default:
                return plain;
        }
    }

    private static PyDict Outputs(IReadOnlyDictionary<int, EpochOutputs> outputs)
    {
        var all = new PyDict();
        foreach (var (epoch, values) in outputs)
        {
            var one = new PyDict();
            if (values.TrainLoss is { } loss)
            {
                one["train/loss"] = loss;
            }

            if (values.ValidLoss is { } validLoss)
            {
                one["valid/loss"] = validLoss;
            }

            foreach (var (set, metrics) in values.Sets())
            {
                if (metrics is not null)
                {
                    var named = new PyDict();
                    foreach (var (name, value) in metrics)
                    {
                        named[name] = value;
                    }

                    one[$"{set}/metrics"] = named;
                }
            }

            all[(long)epoch] = one;
        }

        return all;
    }

    private static PyDict Extra(Checkpoint c)
    {
        var seeds = new PyDict();
        foreach (var (name, seed) in new[]
        {
            ("test", c.Seeds?.Test), ("valid", c.Seeds?.Valid), ("torch", c.Seeds?.Torch), ("numpy", c.Seeds?.Numpy), ("random", c.Seeds?.Random),
        })
        {
            seeds[name] = (long?)seed;
        }

        return new()
        {
            { "finished_epoch", (long)c.FinishedEpoch },
            { "seeds", seeds },
            { "generator_state", c.GeneratorState },
            { "threads", (long)c.Threads },
            { "precision", "float32" },
            { Checkpoint.SplitRuleKey, 2L },
            { "reproducible", Reproducibility.NameOf(Reproducibility.LevelOf(c.Config)) },
            { "program", typeof(Checkpoint).Assembly.GetName().Version?.ToString(3) },
            { "libtorch", torch.__version__ },
        };
    }
}
