using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data.Caching;
using Thelper.Data.Datasets;
using Thelper.Data.Splitting;
using Thelper.Logging;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Loading;

/// <summary>The data of a session: its task, its loaders, and where they came from.</summary>
/// <param name="Task">The task that covers all datasets.</param>
/// <param name="Train">Training batches, or null.</param>
/// <param name="Valid">Validation batches, or null.</param>
/// <param name="Test">Test batches, or null.</param>
public sealed record Loaders(Task Task, DataLoader? Train, DataLoader? Valid, DataLoader? Test)
{
    /// <summary>The datasets by name, in configuration order.</summary>
    public required IReadOnlyDictionary<string, Dataset> Datasets { get; init; }

    /// <summary>Which samples of each dataset go to which set.</summary>
    public required DatasetSplit Split { get; init; }

    /// <summary>Settings of the <c>loaders</c> section.</summary>
    public required LoadersOptions Options { get; init; }

    /// <summary>The samples that could not be loaded; null where the first one ends the run.</summary>
    public BadSamples? BadSamples { get; init; }

    /// <summary>What keeps loaded samples for later epochs; null for none.</summary>
    public SampleCache? Cache { get; init; }

    /// <summary>Loads a few samples of each set, to find data that does not fit the task before anything is trained.</summary>
    /// <exception cref="UserErrorException">A sample cannot be loaded, or is not what the task says; the message names it.</exception>
    public void TrySamples()
    {
        const int Few = 3;
        Train?.TrySamples(Few);
        Valid?.TrySamples(Few);
        Test?.TrySamples(Few);
    }

    /// <summary>Makes datasets, split and loaders from a configuration, and seeds libtorch's generator (<c>create_loaders</c>).</summary>
    /// <param name="config">The configuration, with the sections <c>datasets</c> and <c>loaders</c>.</param>
    /// <param name="logs">Gives the logger of a name; null logs nothing.</param>
    /// <param name="errors">Mistakes found so far in other sections: with any, nothing is opened and all are thrown; null for none.</param>
    /// <param name="ask">Asked whether to scale up shares of a split that leave samples over; null answers no.</param>
    /// <exception cref="UserErrorException">The configuration or the data is wrong; all mistakes of the configuration at once.</exception>
    public static Loaders Create(ConfigNode config, Func<string, ILogger>? logs = null, ConfigErrors? errors = null, Func<string, bool>? ask = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var log = logs?.Invoke("thelper.data.utils");
        log?.Debug("loading data usage config");
        errors ??= new ConfigErrors();
        if (config.Has("data_config"))
        {
            log?.Warn("the section 'data_config' has a new name; call it 'loaders'");
        }

        if (config.Get("data_config", "loaders") is not { } section)
        {
            errors.Add(config, "the loaders section is missing; it says how the datasets are split and loaded");
            section = ConfigNode.Map([], config.File, config.Line, "loaders");
        }

        var factory = new LoaderFactory(section, errors, logs?.Invoke("thelper.data.loaders"));
        var made = DatasetFactory.Create(config, errors, factory.BaseTransforms, log);
        errors.ThrowIfAny();
        var (datasets, task) = made!.Value;
        foreach (var dataset in datasets.Values)
        {
            log?.Info($"parsed dataset: {dataset}");
        }

        log?.Info($"task info: {task}");
        log?.Debug("splitting datasets and creating loaders...");
        var split = factory.GetSplit(datasets, task, ask);
        var (train, valid, test) = factory.CreateLoaders(datasets, task, split);
        return new Loaders(task, train, valid, test) { Datasets = datasets, Split = split, Options = factory.Options, BadSamples = factory.BadSamples, Cache = factory.Cache };
    }
}
