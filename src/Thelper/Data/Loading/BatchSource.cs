using System.Runtime.ExceptionServices;
using Thelper.Data.Mixing;
using Thelper.Data.Sampling;
using Thelper.Imaging.Transforms;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Data.Loading;

/// <summary>Makes the samples and batches of one epoch; used by several threads at once.</summary>
internal sealed class BatchSource
{
    private const int SubstituteAttempts = 20;
    private const long RepeatSalt = 0x632BE59BD9B4E019;
    private const long MixSalt = 0x2545F4914F6CDD1D;
    private readonly Dataset dataset;
    private readonly DataLoaderOptions options;
    private readonly int[] order;
    private readonly int[]? repeats;
    private readonly int epoch;
    private readonly long seed;
    private readonly IReadOnlyList<int> indices;

    /// <param name="dataset">Where samples come from.</param>
    /// <param name="options">Settings of the loader.</param>
    /// <param name="sampler">Draws the samples of the epoch.</param>
    /// <param name="epoch">The epoch's number.</param>
    public BatchSource(Dataset dataset, DataLoaderOptions options, Sampler sampler, int epoch)
    {
        this.dataset = dataset;
        this.options = options;
        this.epoch = epoch;
        indices = sampler.Indices;
        var all = sampler.NextOfAllRanks();
        order = sampler.Share(all);
        repeats = CountRepeats(all, dataset.Count) is { } counted ? sampler.Share(counted) : null;
        seed = SeedOf(options.Seeds);
        BatchCount = options.DropLast ? order.Length / options.BatchSize : (int)(((long)order.Length + options.BatchSize - 1) / options.BatchSize);
    }

    /// <summary>One sample of an epoch, out of turn.</summary>
    /// <param name="dataset">Where samples come from.</param>
    /// <param name="options">Settings of the loader.</param>
    /// <param name="indices">The samples of the set, of which some may be mixed into this one.</param>
    /// <param name="index">The sample's index.</param>
    /// <param name="epoch">The epoch's number.</param>
    public BatchSource(Dataset dataset, DataLoaderOptions options, IReadOnlyList<int> indices, int index, int epoch)
    {
        (this.dataset, this.options, this.indices, this.epoch) = (dataset, options, indices, epoch);
        order = [index];
        seed = SeedOf(options.Seeds);
        BatchCount = 1;
    }

    /// <summary>Batches of the epoch.</summary>
    public int BatchCount { get; }

    /// <summary>Whether samples may be placed in <see cref="BatchRows"/>: a collate function of one's own gets what the transforms made.</summary>
    public bool PlacesSamples => options.Collate is DefaultCollate;

    /// <summary>Samples of a batch.</summary>
    public int SizeOf(int batch) => Math.Min(options.BatchSize, order.Length - (batch * options.BatchSize));

    /// <summary>The numbers of a batch's samples in the data set.</summary>
    public IReadOnlyList<int> IndicesOf(int batch) => order.AsSpan(batch * options.BatchSize, SizeOf(batch)).ToArray();

    /// <summary>Loads and transforms a sample.</summary>
    /// <param name="batch">Its batch in the epoch.</param>
    /// <param name="place">Its place in the batch.</param>
    /// <returns>The sample, or null where it is bad and to be left out.</returns>
    public Sample? LoadSample(int batch, int place)
    {
        place += batch * options.BatchSize;
        var index = order[place];
        // A sample drawn twice in an epoch gets different random numbers each time.
        var salted = repeats is null ? seed : unchecked(seed + (repeats[place] * RepeatSalt));
        if (options.BadSamples is not { Action: not BadSampleAction.Fail } bad)
        {
            return Mixed(LoadSample(index, salted), index, salted);
        }

        try
        {
            return Mixed(LoadSample(index, salted), index, salted);
        }
        catch (Exception error) when (BadSamples.IsBadData(error))
        {
            bad.Add(options.Name, dataset, index, error);
            return bad.Action == BadSampleAction.Skip ? null : Substitute(bad, index, salted, error);
        }
    }

    /// <summary>Packs samples into a batch.</summary>
    /// <param name="batch">Its number in the epoch.</param>
    /// <param name="samples">Its samples, which are used up.</param>
    /// <param name="rows">Where they were placed; null if they were not.</param>
    /// <returns>The batch, or null where no sample is left in it.</returns>
    public Sample? Pack(int batch, List<Sample> samples, BatchRows? rows)
    {
        if (samples.Count == 0)
        {
            return null;
        }

        return Pack(dataset, options, samples, rows, order[batch * options.BatchSize], TransformRandom.For(seed ^ MixSalt, epoch, -1 - batch));
    }

    private static Sample Pack(Dataset dataset, DataLoaderOptions options, List<Sample> samples, BatchRows? rows, int first, TransformRandom? mixing = null)
    {
        Sample? packed = null;
        try
        {
            packed = options.Collate is DefaultCollate collate ? collate.Collate(samples, rows, options.Task) : options.Collate.Collate(samples);
            if (mixing is not null)
            {
                options.Mixing?.Mix(packed, mixing);
            }

            return options.PinMemory && torch.cuda.is_available() ? Pin(packed) : packed;
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{(options.Place is { } place ? $"{place}: " : "")}batch of {dataset.Describe(first)} and the samples after it in the {options.Name} set: {error.Message}", error);
        }
        finally
        {
            FreeOthers(samples, packed);
        }
    }

    // A collate function may hand values on as they are.
    private static void FreeOthers(List<Sample> samples, Sample? packed)
    {
        var kept = new HashSet<object>(ReferenceEqualityComparer.Instance);
        packed?.ForEachLeaf(leaf =>
        {
            if (leaf is IDisposable)
            {
                kept.Add(leaf);
            }
        });
        foreach (var sample in samples)
        {
            sample.ForEachLeaf(leaf =>
            {
                if (leaf is IDisposable disposable && !kept.Contains(leaf))
                {
                    disposable.Dispose();
                }
            });
        }
    }

    /// <summary>Loads a sample out of turn and forgets it.</summary>
    /// <exception cref="UserErrorException">It cannot be loaded, or is not what the task says; the message names it.</exception>
    public static void Try(Dataset dataset, DataLoaderOptions options, int index) => LoadSample(dataset, options, index, 0, 0).Dispose();

    /// <summary>Loads a sample out of turn as a batch of its own.</summary>
    /// <exception cref="UserErrorException">It cannot be loaded, or is not what the task says; the message names it.</exception>
    public static Sample One(Dataset dataset, DataLoaderOptions options, int index) => Pack(dataset, options, [LoadSample(dataset, options, index, 0, 0)], null, index);

    /// <summary>Packs a sample as a batch of its own.</summary>
    public static Sample PackOne(Dataset dataset, DataLoaderOptions options, Sample sample, int index) => Pack(dataset, options, [sample], null, index)!;

    private Sample LoadSample(int index, long salted) => LoadSample(dataset, options, index, salted, epoch);

    private static Sample LoadSample(Dataset dataset, DataLoaderOptions options, int index, long salted, int epoch)
    {
        try
        {
            return Checked(dataset.GetItem(index, TransformRandom.For(salted, epoch, index)), options.Task);
        }
        catch (UserErrorException error)
        {
            var name = dataset.Describe(index);
            if (error is TransformException { InnerException: { } problem } stage)
            {
                // The place first, as in all messages.
                throw new UserErrorException($"{stage.Place}: {name}: {problem.Message}", error);
            }

            throw error.Message.Contains(name, StringComparison.Ordinal) ? error : new UserErrorException($"{name}: {error.Message}", error);
        }
        catch (Exception error) when (error is not LoadingException)
        {
            throw SampleFailure.Of(error, dataset, index, $"loading {dataset.Describe(index)} for the {options.Name} set");
        }
    }

    // A sample made of several, each operation by a stream of its own.
    private Sample Mixed(Sample sample, int index, long salted)
    {
        if (options.Mixing is not { Samples: { Count: > 0 } operations } mixing)
        {
            return sample;
        }

        var random = TransformRandom.For(salted ^ MixSalt, epoch, index);
        foreach (var (place, operation) in operations.Index())
        {
            var own = random.Fork(place);
            if (own.Fork(0).NextDouble() < operation.Probability && LoadPartners(operation.Partners, own.Fork(1), salted, index) is { } partners)
            {
                sample = Mixed(operation, sample, partners, mixing.Task, own.Fork(2), index);
            }
        }

        return sample;
    }

    private Sample Mixed(SampleMix operation, Sample own, List<Sample> partners, Tasks.Task task, TransformRandom random, int index)
    {
        Sample? result = null;
        try
        {
            using var scope = torch.NewDisposeScope();
            result = operation.Apply(own, partners, task, random);
            result.ForEachLeaf(static leaf => (leaf as torch.Tensor)?.DetachFromDisposeScope());
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{dataset.Describe(index)}: {error.Message}", error);
        }
        finally
        {
            FreeOthers([own, .. partners], result);
        }

        return Checked(result, options.Task);
    }

    // Other samples of the set, with transforms drawn for them alone; null where none can be loaded and that is tolerated.
    private List<Sample>? LoadPartners(int count, TransformRandom random, long salted, int index)
    {
        var partners = new List<Sample>(count);
        for (var attempt = 1; partners.Count < count; attempt++)
        {
            var other = indices[random.NextInt(indices.Count)];
            try
            {
                partners.Add(LoadSample(other, unchecked((salted ^ MixSalt) + (attempt * RepeatSalt) + index + 1)));
            }
            catch (Exception error) when (options.BadSamples is { Action: not BadSampleAction.Fail } && BadSamples.IsBadData(error))
            {
                options.BadSamples.Add(options.Name, dataset, other, error);
                if (attempt - partners.Count > SubstituteAttempts)
                {
                    FreeOthers(partners, null);
                    return null;
                }
            }
            catch
            {
                FreeOthers(partners, null);
                throw;
            }
        }

        return partners;
    }

    private static Sample Checked(Sample sample, Tasks.Task? task)
    {
        var good = false;
        try
        {
            if (task is not null)
            {
                SampleCheck.Transformed(task, sample);
            }

            good = true;
            return sample;
        }
        finally
        {
            if (!good)
            {
                sample.Dispose();
            }
        }
    }

    // Drawn from the stream of the bad sample, so that it does not depend on which thread finds it.
    private Sample Substitute(BadSamples bad, int index, long salted, Exception first)
    {
        var random = TransformRandom.For(~salted, epoch, index);
        for (var attempt = 1; attempt <= SubstituteAttempts; attempt++)
        {
            var other = order[random.NextInt(order.Length)];
            try
            {
                return LoadSample(other, unchecked(salted + (attempt * RepeatSalt) + index + 1));
            }
            catch (Exception error) when (BadSamples.IsBadData(error))
            {
                bad.Add(options.Name, dataset, other, error);
            }
        }

        ExceptionDispatchInfo.Throw(first);
        return null!;
    }

    private static Sample Pin(Sample batch)
    {
        foreach (var key in batch.Keys.ToArray())
        {
            if (batch[key] is torch.Tensor tensor)
            {
                batch[key] = aten.pin_memory(tensor);
                tensor.Dispose();
            }
        }

        return batch;
    }

    private static int[]? CountRepeats(int[] order, int count)
    {
        var seen = new int[count];
        var repeats = new int[order.Length];
        var any = false;
        for (var i = 0; i < order.Length; i++)
        {
            repeats[i] = seen[order[i]]++;
            any |= repeats[i] > 0;
        }

        return any ? repeats : null;
    }

    /// <summary>The stream that a sample meets in an epoch, the first time that it is drawn in it.</summary>
    /// <param name="seeds">The session's seeds.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The sample's index in its data set.</param>
    public static TransformRandom StreamOf(Seeds seeds, int epoch, int index) => TransformRandom.For(SeedOf(seeds), epoch, index);

    private static long SeedOf(Seeds seeds) => Mix(Mix(Mix(0, seeds.Torch), seeds.Numpy), seeds.Random);

    private static long Mix(long state, int? seed) => unchecked((state * 0x5851F42D4C957F2D) + (seed ?? -1) + 1);
}
