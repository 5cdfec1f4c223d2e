using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data.Caching;
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

    /// <summary>Shares and seeds of the split.</summary>
    public required SplitSettings Settings { get; init; }

    /// <summary>The datasets whose samples are where the session's record has them.</summary>
    public IReadOnlySet<string> Kept { get; init; } = new HashSet<string>();

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
    /// <param name="types">Finds the types that it names.</param>
    /// <param name="logs">Gives the logger of a name; null logs nothing.</param>
    /// <param name="ask">Asked whether to scale up shares of a split that leave samples over; null answers no.</param>
    /// <exception cref="UserErrorException">The configuration or the data is wrong; all mistakes of the configuration at once.</exception>
    public static Loaders Create(ConfigNode config, TypeRegistry types, Func<string, ILogger>? logs = null, Func<string, bool>? ask = null)
    {
        var sections = ConfigSections.Read(config);
        var plan = DataPlan.Bind(sections, types, sections.Errors);
        sections.Errors.ThrowIfAny();
        foreach (var warning in sections.Warnings)
        {
            logs?.Invoke("thelper.data.utils").Warn(warning);
        }

        return plan.Open(logs, ask);
    }
}
