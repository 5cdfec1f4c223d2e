using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Tasks;

namespace Thelper.Data.Caching;

/// <summary>Keeps loaded (decoded, not yet transformed) samples up to a limit, so that later epochs need not read them again.</summary>
/// <remarks>
/// What came first stays: an epoch takes every sample once, so that replacing kept samples by others would gain nothing. Loaders get
/// copies; changing one changes no other. Used by several threads at once.
/// </remarks>
public abstract class SampleCache
{
    private readonly ConcurrentDictionary<(object Source, int Index), Entry> entries = new();
    private readonly ILogger? log;
    private long used;
    private long hits;
    private int full;

    /// <summary>Creates the base part.</summary>
    /// <param name="limit">Bytes that may be kept, at least 0.</param>
    /// <param name="log">Told when the cache is full.</param>
    protected SampleCache(long limit, ILogger? log)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        Limit = limit;
        this.log = log;
    }

    /// <summary>Bytes that may be kept.</summary>
    public long Limit { get; }

    /// <summary>Bytes that are kept.</summary>
    public long Used => Interlocked.Read(ref used);

    /// <summary>Number of samples that are kept.</summary>
    public int Count => entries.Count;

    /// <summary>How often a sample was found.</summary>
    public long Hits => Interlocked.Read(ref hits);

    /// <summary>The sample, kept or loaded.</summary>
    /// <param name="source">Whose sample it is.</param>
    /// <param name="index">Its number there.</param>
    /// <param name="load">Loads it.</param>
    internal Sample Load(object source, int index, Func<int, Sample> load)
    {
        if (entries.TryGetValue((source, index), out var entry))
        {
            Interlocked.Increment(ref hits);
            return Read(entry);
        }

        var sample = load(index);
        if (full == 0)
        {
            Keep(source, index, sample);
        }

        return sample;
    }

    /// <summary>Stores bytes.</summary>
    /// <param name="bytes">The bytes, the cache's own from now on.</param>
    /// <returns>Where they are; null if they cannot be stored, which ends the filling.</returns>
    private protected abstract object? Store(byte[] bytes);

    /// <summary>Reads stored bytes.</summary>
    /// <param name="place">What <see cref="Store"/> returned.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="use">Gets the bytes, valid during the call.</param>
    private protected abstract Sample Fetch(object place, int length, Func<byte[], Sample> use);

    private Sample Read(Entry entry) => Fetch(entry.Place, entry.Length, bytes => SampleBytes.Read(bytes, entry.Others));

    private void Keep(object source, int index, Sample sample)
    {
        var size = SampleBytes.Measure(sample);
        if (size is null)
        {
            return;
        }

        if (Interlocked.Add(ref used, size.Value) > Limit)
        {
            Interlocked.Add(ref used, -size.Value);
            Stop(FormattableString.Invariant($"the cache is full: it keeps {Count} samples in {Used >> 20} MiB; the others are loaded anew in every epoch"));
            return;
        }

        var (bytes, others) = SampleBytes.Write(sample, (int)size.Value);
        if (Store(bytes) is not { } place)
        {
            Interlocked.Add(ref used, -size.Value);
            Stop("the cache can be filled no further (the disk is full or cannot be written); the other samples are loaded anew in every epoch");
        }
        else if (!entries.TryAdd((source, index), new Entry(place, bytes.Length, others)))
        {
            Interlocked.Add(ref used, -size.Value);
        }
    }

    private void Stop(string message)
    {
        if (Interlocked.Exchange(ref full, 1) == 0)
        {
            log?.Info(message);
        }
    }

    private sealed record Entry(object Place, int Length, object[] Others);
}
