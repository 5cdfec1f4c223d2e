using Thelper.Data.Loading;
using Thelper.Metrics;
using Thelper.Torch;

namespace Thelper.Train;

/// <summary>One set of a session: its loader, the consumers that see its batches, and the folder of what they report.</summary>
/// <param name="Name"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
/// <param name="Loader">The loader.</param>
/// <param name="Consumers">Names and consumers, in the order of the configuration.</param>
/// <param name="OutputPath">The folder of the set's outputs; it may not exist yet.</param>
public sealed record SetRun(string Name, DataLoader Loader, IReadOnlyList<KeyValuePair<string, IConsumer>> Consumers, string OutputPath)
{
    /// <summary>Hands an iteration to every consumer.</summary>
    /// <param name="iteration">The iteration.</param>
    public void Update(IterationData iteration)
    {
        for (var i = 0; i < Consumers.Count; i++)
        {
            Consumers[i].Value.Update(iteration);
        }
    }

    /// <summary>Prepares a pass: reseeds libtorch's generator if the set has a seed, and gives the samples the order of the epoch.</summary>
    /// <param name="epoch">Index of the epoch.</param>
    /// <param name="forget">Whether the consumers forget what they have seen.</param>
    public void Begin(int epoch, bool forget)
    {
        if (Loader.Seeds.Torch is { } seed)
        {
            torch.manual_seed((long)seed + epoch);
        }

        if (forget)
        {
            foreach (var (_, consumer) in Consumers)
            {
                consumer.Reset();
            }
        }

        Loader.SetEpoch(epoch);
    }

    /// <summary>Evaluates every metric.</summary>
    /// <returns>Names and values, in the order of the configuration.</returns>
    public IReadOnlyDictionary<string, double?> Evaluate()
    {
        var values = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (name, consumer) in Consumers)
        {
            if (consumer is Metric metric)
            {
                values[name] = metric.Eval();
            }
        }

        return values;
    }
}
