using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Data;

/// <summary>Makes the batches of one epoch; used by several threads at once.</summary>
internal sealed class BatchSource
{
    private readonly Dataset dataset;
    private readonly DataLoaderOptions options;
    private readonly int[] order;
    private readonly int[]? repeats;
    private readonly int epoch;
    private readonly long seed;

    /// <param name="dataset">Where samples come from.</param>
    /// <param name="options">Settings of the loader.</param>
    /// <param name="order">The samples of the epoch.</param>
    /// <param name="epoch">The epoch's number.</param>
    public BatchSource(Dataset dataset, DataLoaderOptions options, int[] order, int epoch)
    {
        this.dataset = dataset;
        this.options = options;
        this.order = order;
        this.epoch = epoch;
        repeats = CountRepeats(order, dataset.Count);
        var seeds = options.Seeds;
        seed = Mix(Mix(Mix(0, seeds.Torch), seeds.Numpy), seeds.Random);
    }

    /// <summary>Makes a batch.</summary>
    /// <param name="batch">Its number in the epoch.</param>
    /// <param name="cancelled">Asked between samples; true abandons the batch.</param>
    /// <returns>The batch, or null where it was abandoned.</returns>
    public Sample? Load(int batch, Func<bool> cancelled)
    {
        var start = batch * options.BatchSize;
        var samples = new List<Sample>(Math.Min(options.BatchSize, order.Length - start));
        try
        {
            for (var i = start; i < order.Length && i < start + options.BatchSize; i++)
            {
                if (cancelled())
                {
                    return null;
                }

                samples.Add(LoadSample(i));
            }

            var packed = Collate(samples, start);
            return options.PinMemory && torch.cuda.is_available() ? Pin(packed) : packed;
        }
        finally
        {
            // What the batch kept is no longer the samples' (see Collate).
            samples.ForEach(sample => sample.Dispose());
        }
    }

    private Sample LoadSample(int place)
    {
        var index = order[place];
        try
        {
            // A sample drawn twice in an epoch gets different random numbers each time.
            var salted = repeats is null ? seed : unchecked(seed + (repeats[place] * 0x632BE59BD9B4E019));
            return dataset.GetItem(index, TransformRandom.For(salted, epoch, index));
        }
        catch (UserErrorException error)
        {
            var name = dataset.Describe(index);
            throw error.Message.Contains(name, StringComparison.Ordinal) ? error : new UserErrorException($"{name}: {error.Message}", error);
        }
        catch (Exception error) when (error is not LoadingException)
        {
            throw new LoadingException($"loading {dataset.Describe(index)} for the {options.Name} set failed: {error.Message}", error);
        }
    }

    private Sample Collate(List<Sample> samples, int start)
    {
        try
        {
            return options.Collate.Collate(samples);
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"batch of {dataset.Describe(order[start])} and the samples after it in the {options.Name} set: {error.Message}", error);
        }
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

    private static long Mix(long state, int? seed) => unchecked((state * 0x5851F42D4C957F2D) + (seed ?? -1) + 1);
}
