using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Thelper.Data.Sampling;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Data.Loading;

/// <summary>Iterates over a dataset in batches, which other threads prepare.</summary>
/// <remarks>
/// <para>
/// Every enumeration is an epoch: the sampler fixes the order, threads fill a bounded ring of batches, the consumer takes them in
/// order. A sample's random numbers depend on (seeds, epoch, sample), never on the thread, so any number of workers gives
/// the same batches. Ending the enumeration early joins the threads and frees what they made.
/// </para>
/// <para>
/// libtorch's generator is moved exactly as the original moves it: without workers it is seeded with <c>torch seed + epoch</c>, then
/// one 64-bit number is drawn, then the sampler draws.
/// </para>
/// </remarks>
public sealed class DataLoader : IEnumerable<Sample>
{
    private readonly DataLoaderOptions options;
    private int firstBatch;
    private ChannelOrder? colors;

    /// <summary>Creates the loader.</summary>
    /// <param name="dataset">Where samples come from.</param>
    /// <param name="options">Settings.</param>
    /// <param name="sampler">Chooses the samples of an epoch; null takes all of them in order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size, epoch or number of workers is out of range.</exception>
    public DataLoader(Dataset dataset, DataLoaderOptions? options = null, Sampler? sampler = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        this.options = options ?? new DataLoaderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.Workers);
        Dataset = dataset;
        Sampler = sampler ?? new SubsetSequentialSampler(new SamplerInput([.. Enumerable.Range(0, dataset.Count)]));
        SetEpoch(this.options.Epoch);
    }

    /// <summary>Where samples come from: one dataset, or several in a row.</summary>
    public Dataset Dataset { get; }

    /// <summary>Chooses the samples of an epoch and their order.</summary>
    public Sampler Sampler { get; }

    /// <summary>The epoch that the next enumeration loads; every enumeration advances it.</summary>
    public int Epoch { get; private set; }

    /// <summary>The session's seeds.</summary>
    public Seeds Seeds => options.Seeds;

    /// <summary>In which order the colours of images come out of the loader, as its data set and the operations say.</summary>
    public ChannelOrder Colors => colors ??= ChannelOrders.After(
        Sampler.Indices.Count > 0 ? Dataset.PipelineOf(Sampler.Indices[0]) : null, Dataset.Task.Fields.ImageKey, Dataset.IsBgr ? ChannelOrder.Bgr : ChannelOrder.Rgb);

    /// <summary>What messages call the set.</summary>
    public string Name => options.Name;

    /// <summary>Whether batches may have labels mixed by shares (<see cref="Mixing.BatchMix.ShareKey"/>): a trainer must know how to learn them.</summary>
    public bool MixesLabels => options.Mixing is { Batches.Count: > 0 };

    /// <summary>Samples per batch.</summary>
    public int BatchSize => options.BatchSize;

    /// <summary>Samples per epoch.</summary>
    public int SampleCount => Sampler.Count;

    /// <summary>Batches per epoch.</summary>
    public int BatchCount => options.DropLast ? SampleCount / BatchSize : (int)(((long)SampleCount + BatchSize - 1) / BatchSize);

    /// <summary>Where the stream of batches stands: after the batch that was handed out last.</summary>
    public DataLoaderState State { get; private set; }

    /// <summary>Lets the next enumeration go on where another stood: it starts with the very next batch of that epoch.</summary>
    /// <param name="state">The place; a place behind the last batch makes the enumeration empty.</param>
    /// <exception cref="UserErrorException">The order of an epoch cannot be drawn again, because there is no torch seed.</exception>
    public void Restore(DataLoaderState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(state.NextBatch, nameof(state));
        if (state.NextBatch > 0 && !Sampler.IsRepeatable)
        {
            throw new UserErrorException($"the {Name} set cannot be continued in mid-epoch, because its order is not reproducible; set \"torch_seed\" in the loaders section");
        }

        SetEpoch(state.Epoch);
        firstBatch = state.NextBatch;
        State = state;
    }

    /// <summary>Chooses the epoch of the next enumeration; one to be continued (<see cref="Restore"/>) is, if it is the same.</summary>
    /// <param name="epoch">At least 0.</param>
    [MemberNotNull(nameof(State))]
    public void SetEpoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if (State is null || epoch != Epoch)
        {
            firstBatch = 0;
            State = new DataLoaderState(epoch, 0);
        }

        Epoch = epoch;
        Sampler.SetEpoch(epoch);
    }

    /// <summary>Loads a few samples out of turn and forgets them, so that data that does not fit its task is found before anything is trained. Bad samples that are tolerated are passed over.</summary>
    /// <param name="count">How many at most, spread over the set from its first to its last.</param>
    /// <exception cref="UserErrorException">A sample cannot be loaded, or is not what the task says; the message names it.</exception>
    public void TrySamples(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (options.BadSamples is { Action: not BadSampleAction.Fail })
        {
            return;
        }

        RequireNoKnownFaults();

        // An own transform may draw from libtorch's generator.
        using var state = torch.get_rng_state();
        state.DetachFromDisposeScope();
        try
        {
            var all = Sampler.Indices;
            var steps = Math.Min(count, all.Count) - 1;
            for (var i = 0; i <= steps; i++)
            {
                BatchSource.Try(Dataset, options, all[steps == 0 ? 0 : (int)((long)i * (all.Count - 1) / steps)]);
            }
        }
        finally
        {
            torch.set_rng_state(state);
        }
    }

    /// <summary>Loads a sample of the set as a batch of its own, out of turn.</summary>
    /// <returns>The batch, which belongs to the caller; null where none can be loaded, and that is tolerated.</returns>
    /// <exception cref="UserErrorException">The sample cannot be loaded, or is not what the task says.</exception>
    internal Sample? LoadOne()
    {
        // An own transform may draw from libtorch's generator.
        using var generators = torch.random.fork_rng();
        foreach (var index in Sampler.Indices)
        {
            try
            {
                return BatchSource.One(Dataset, options, index);
            }
            catch (UserErrorException) when (options.BadSamples is { Action: not BadSampleAction.Fail })
            {
                // The epoch that meets it says so, and counts it.
            }
        }

        return null;
    }

    /// <summary>Loads a sample out of turn, as an epoch makes it the first time that it is drawn, with what the set mixes into it.</summary>
    /// <param name="index">Its index in <see cref="Dataset"/>.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <returns>The sample, owned by the caller; its tensors belong to no dispose scope.</returns>
    /// <exception cref="UserErrorException">The sample cannot be loaded, or is not what the task says.</exception>
    internal Sample Load(int index, int epoch) => new BatchSource(Dataset, options with { BadSamples = null }, Sampler.Indices, index, epoch).LoadSample(0, 0)!;

    /// <summary>Packs a sample as a batch of its own.</summary>
    /// <param name="sample">The sample, which is used up.</param>
    /// <param name="index">Its index in <see cref="Dataset"/>.</param>
    /// <returns>The batch, owned by the caller.</returns>
    internal Sample PackOne(Sample sample, int index) => BatchSource.PackOne(Dataset, options, sample, index);

    /// <summary>Starts an epoch: moves libtorch's generator, draws the order, starts the threads.</summary>
    /// <returns>The batches; each belongs to the consumer, who disposes it. Disposing the enumerator ends the threads.</returns>
    public IEnumerator<Sample> GetEnumerator()
    {
        SetEpoch(Epoch);
        var epoch = Epoch++;
        if (options.Workers == 0 && Seeds.Torch is { } seed)
        {
            torch.manual_seed((long)seed + epoch);
        }

        DrawBaseSeed();
        var first = firstBatch;
        firstBatch = 0;
        State = new DataLoaderState(epoch, first);
        return new EpochEnumerator(this, epoch, new BatchPipeline(new BatchSource(Dataset, options, Sampler, epoch), Math.Max(options.Workers, 1), first, options.Stop));
    }

    /// <summary>Makes one batch of an epoch again, as it was drawn, augmented and mixed then. Moves libtorch's generator.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The batch in it, from 0.</param>
    /// <returns>The batch, which is the caller's, and the numbers of its samples in the data set.</returns>
    /// <exception cref="UserErrorException">The order was not drawn from a seed, there is no such batch, or a sample cannot be loaded.</exception>
    public (Sample Batch, IReadOnlyList<int> Indices) Again(int epoch, int batch)
    {
        if (Seeds.Torch is not { } seed)
        {
            throw new UserErrorException($"the order of the {Name} set was not drawn from a seed (loaders.torch_seed), so that its batches cannot be made again");
        }

        Sampler.SetEpoch(epoch);
        torch.manual_seed((long)seed + epoch);
        DrawBaseSeed();
        var source = new BatchSource(Dataset, options, Sampler, epoch);
        if (batch < 0 || batch >= source.BatchCount)
        {
            throw new UserErrorException($"there is no batch {batch}: the {Name} set has {source.BatchCount}, counted from 0");
        }

        var (samples, indices) = (new List<Sample>(), new List<int>());
        foreach (var (place, index) in source.IndicesOf(batch).Index())
        {
            if (source.LoadSample(batch, place) is { } sample)
            {
                samples.Add(sample);
                indices.Add(index);
            }
        }

        return (source.Pack(batch, samples, null) ?? throw new UserErrorException($"no sample of batch {batch} of the {Name} set can be read"), indices);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void RequireNoKnownFaults()
    {
        var bad = Sampler.Indices.Distinct().Where(index => Dataset.KnownFault(index) is not null).ToList();
        if (bad.Count > 0)
        {
            var (name, fault) = (Dataset.Describe(bad[0]), Dataset.KnownFault(bad[0])!);
            var more = bad.Count > 1 ? FormattableString.Invariant($" ({bad.Count - 1} more samples of the {Name} set have such a fault)") : "";
            throw new UserErrorException($"{(fault.Contains(name, StringComparison.Ordinal) ? "" : name + ": ")}{fault}{more}");
        }
    }

    // PyTorch's iterator draws the seed of its worker processes here, used or not; what is drawn later depends on it.
    private static void DrawBaseSeed()
    {
        using var seed = torch.empty([], torch.int64);
        aten.random_(seed);
    }

    private sealed class EpochEnumerator(DataLoader loader, int epoch, BatchPipeline pipeline) : IEnumerator<Sample>
    {
        private Sample? current;

        public Sample Current => current ?? throw new InvalidOperationException("there is no current batch");

        object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            current = pipeline.Take();
            if (current is not null || pipeline.IsFinished)
            {
                loader.State = current is null ? new DataLoaderState(epoch + 1, 0) : new DataLoaderState(epoch, pipeline.Next);
            }

            return current is not null;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => pipeline.Dispose();
    }
}
