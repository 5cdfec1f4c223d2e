using Thelper.Logging;
using Thelper.Random;

namespace Thelper.Data.Loading;

/// <summary>Settings of a <see cref="DataLoader"/>.</summary>
public sealed record DataLoaderOptions
{
    /// <summary>Samples per batch, at least 1.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// Loader threads. With 0 every iteration also reseeds libtorch, as the original does, and one thread prepares the next
    /// batches. The batches are the same for any number.
    /// </summary>
    public int Workers { get; init; }

    /// <summary>Leaves out a last batch that is not full.</summary>
    public bool DropLast { get; init; }

    /// <summary>Puts batches in page-locked memory where there is a GPU.</summary>
    public bool PinMemory { get; init; }

    /// <summary>The session's seeds; null ones are not seeded.</summary>
    public Seeds Seeds { get; init; } = new();

    /// <summary>The first epoch, at least 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Packs samples into batches.</summary>
    public ICollate Collate { get; init; } = new DefaultCollate();

    /// <summary>What to do with samples that cannot be loaded, and the list of them; null fails.</summary>
    public BadSamples? BadSamples { get; init; }

    /// <summary>What the samples are for: each is checked against it. Null checks nothing.</summary>
    public Tasks.Task? Task { get; init; }

    /// <summary>What makes samples of several; null leaves them as they are.</summary>
    internal Mixing.MixPlan? Mixing { get; init; }

    /// <summary>The user's wish to stop, which ends the wait for a batch; null for nobody's.</summary>
    public StopRequest? Stop { get; init; }

    /// <summary>Where the configuration says how samples are prepared, for messages; null for none.</summary>
    public string? Place { get; init; }

    /// <summary>What messages call the set: <c>train</c>, <c>valid</c>, <c>test</c>.</summary>
    public string Name { get; init; } = "data";
}
