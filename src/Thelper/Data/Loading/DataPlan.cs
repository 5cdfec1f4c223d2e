using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Data.Splitting;
using Thelper.Logging;
using Thelper.Random;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Loading;

/// <summary>The sections <c>datasets</c> and <c>loaders</c>, checked as far as they can be without opening data.</summary>
public sealed class DataPlan
{
    private readonly LoaderFactory loaders;
    private readonly DatasetFactory datasets;

    private DataPlan(LoaderFactory loaders, DatasetFactory datasets)
    {
        this.loaders = loaders;
        this.datasets = datasets;
    }

    /// <summary>Decides which task the data are used for, given the one that covers them; libtorch may be loaded by then. Null where it is that one.</summary>
    internal Func<Task, Task>? Choose { get; set; }

    /// <summary>The task whose numbers a data set's labels have, where the configuration gives it a model's; null where they have those of the configuration's.</summary>
    internal Func<string, Dataset, Task?>? Written { get; set; }

    /// <summary>What the configuration says of a checkpoint's task that differs from the data's; null where it says nothing.</summary>
    internal string? TaskCompatMode => loaders.Options.TaskCompatMode;

    /// <summary>Checks the sections.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="types">Finds the types that it names.</param>
    /// <param name="errors">Receives every mistake; after one, the plan must not be used.</param>
    /// <param name="seeds">Seeds for those that the configuration leaves open; null to draw them.</param>
    public static DataPlan Bind(ConfigSections config, TypeRegistry types, ConfigErrors errors, Seeds? seeds = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(errors);
        var section = config.Loaders;
        if (section is null)
        {
            errors.Add(config.Root, "the loaders section is missing; it says how the datasets are split and loaded");
            section = ConfigNode.Map([], config.Root.File, config.Root.Line, "loaders");
        }

        var loaders = new LoaderFactory(section, types, errors, seeds);
        loaders.Options.LogSamples |= config.LogSamples;
        var datasets = new DatasetFactory(config, types, errors, loaders.BaseTransforms);
        foreach (var (name, share) in new[] { loaders.Options.TrainSplit, loaders.Options.ValidSplit, loaders.Options.TestSplit }.SelectMany(shares => shares?.Entries ?? []))
        {
            if (datasets.Names.Count > 0 && !datasets.Names.Contains(name))
            {
                errors.Add(share, $"there is no dataset '{name}' in the datasets section{NearestName.Hint(name, datasets.Names)}");
            }
        }

        return new(loaders, datasets);
    }

    /// <summary>Checks the section of data sets alone, for verbs that look at samples as they are.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="types">Finds the types that it names.</param>
    /// <param name="errors">Receives every mistake; after one, the result must not be used.</param>
    /// <returns>Makes the data sets, which have no transforms but their own, and the task that covers them.</returns>
    internal static DatasetFactory BindDatasets(ConfigSections config, TypeRegistry types, ConfigErrors errors)
    {
        if (config.Loaders is { } section)
        {
            OptionsBinder.Bind<LoadersOptions>(section, errors);
        }

        return new(config, types, errors);
    }

    /// <summary>Checks the keys of sections that a verb has no use for.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="errors">Receives every mistake.</param>
    public static void CheckKeys(ConfigSections config, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(config);
        DatasetFactory.CheckKeys(config, errors);
        if (config.Loaders is { } section)
        {
            OptionsBinder.Bind<LoadersOptions>(section, errors);
        }
    }

    /// <summary>Makes datasets, split and loaders, and seeds libtorch's generator.</summary>
    /// <param name="logs">Gives the logger of a name; null logs nothing.</param>
    /// <param name="ask">Asked whether to scale up shares of a split that leave samples over; null answers no.</param>
    /// <param name="stop">The user's wish to stop, which ends the wait for a batch; null for nobody's.</param>
    /// <param name="kept">The session's records of its samples; null for a new split.</param>
    /// <param name="listed">Called when files are listed; null for nobody who waits for it.</param>
    /// <param name="gate">Ends when libtorch may be loaded; null where it may be at once.</param>
    /// <exception cref="UserErrorException">The data cannot be used, does not fit the configuration, or has changed since the session split it.</exception>
    public Loaders Open(Func<string, ILogger>? logs = null, Func<string, bool>? ask = null, StopRequest? stop = null, KeptSplit? kept = null, Action? listed = null, System.Threading.Tasks.Task? gate = null)
    {
        var log = logs?.Invoke("thelper.data.utils");
        log?.Debug("loading data usage config");
        loaders.Begin(logs?.Invoke("thelper.data.loaders"), stop);

        // Data sets of users may draw from libtorch's generator when they are made. Ours do not: files are listed and split while libtorch is still being loaded.
        if (datasets.HasCustom)
        {
            Seed(gate);
        }

        var (made, task) = datasets.Create(log);
        listed?.Invoke();
        foreach (var dataset in made.Values)
        {
            log?.Info($"parsed dataset: {dataset}");
        }

        log?.Info($"task info: {task}");
        log?.Debug("splitting datasets and creating loaders...");
        var changes = kept?.Compare(made, loaders.SplitSettings, log);
        var split = loaders.GetSplit(made, task, ask);
        split = changes is null ? split : kept!.Apply(split, changes);
        if (!datasets.HasCustom)
        {
            Seed(gate);
        }

        // Samples are split as the data say; from here on their labels have the numbers of the model.
        if (Choose is not null || Written is not null)
        {
            task = Choose?.Invoke(task) ?? task;
            datasets.UseNumbersOf(task, Written, log);
        }

        var (train, valid, test) = loaders.CreateLoaders(made, task, split);
        return new Loaders(task, train, valid, test)
        {
            Datasets = made,
            Split = split,
            Settings = loaders.SplitSettings,
            Kept = changes?.Keys.ToHashSet(StringComparer.Ordinal) ?? [],
            Options = loaders.Options,
            BadSamples = loaders.BadSamples,
            Cache = loaders.Cache,
        };
    }

    private void Seed(System.Threading.Tasks.Task? gate)
    {
        gate?.GetAwaiter().GetResult();
        loaders.SeedTorch();
    }
}
