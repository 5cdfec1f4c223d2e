using System.Collections;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Makes batches of a data set. Each pass over the loader is an epoch; a shuffled one has PyTorch's order for the same seed.</summary>
/// <remarks>Unless told otherwise a batch lives until the next one is asked for. Samples are freed as soon as their batch is made.</remarks>
/// <typeparam name="T">The type of a sample.</typeparam>
/// <typeparam name="TBatch">The type of a batch.</typeparam>
public class DataLoader<T, TBatch> : IEnumerable<TBatch>, IDisposable
{
    private readonly IEnumerable<long>? order;
    private readonly bool shuffle;
    private readonly Generator? generator;
    private readonly bool disposeBatch;
    private readonly bool disposeDataset;

    /// <summary>A loader in order or shuffled.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Samples per batch, at least 1.</param>
    /// <param name="collate_fn">Makes a batch of some samples, on a device.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <param name="device">Where batches are; the processor unless given.</param>
    /// <param name="seed">Seed of the orders; PyTorch's default generator unless given.</param>
    /// <param name="num_worker">Threads that read samples.</param>
    /// <param name="drop_last">Whether a last batch with fewer samples is left out.</param>
    /// <param name="disposeBatch">Whether a batch is freed when the next is asked for.</param>
    /// <param name="disposeDataset">Whether disposing the loader disposes the data set.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
    public DataLoader(
        utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, TBatch> collate_fn, bool shuffle = false, Device? device = null, int? seed = null,
        int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        this.dataset = dataset;
        batch_size = batchSize;
        this.collate_fn = collate_fn;
        this.shuffle = shuffle;
        Device = device ?? CPU;
        generator = seed is { } given ? new Generator((ulong)given) : null;
        num_workers = Math.Max(num_worker, 1);
        this.drop_last = drop_last;
        this.disposeBatch = disposeBatch;
        this.disposeDataset = disposeDataset;
    }

    /// <summary>A loader in a given order of numbers.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Samples per batch, at least 1.</param>
    /// <param name="collate_fn">Makes a batch of some samples, on a device.</param>
    /// <param name="shuffler">Numbers of samples, read anew for each epoch.</param>
    /// <param name="device">Where batches are; the processor unless given.</param>
    /// <param name="num_worker">Threads that read samples.</param>
    /// <param name="drop_last">Whether a last batch with fewer samples is left out.</param>
    /// <param name="disposeBatch">Whether a batch is freed when the next is asked for.</param>
    /// <param name="disposeDataset">Whether disposing the loader disposes the data set.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
    public DataLoader(
        utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, TBatch> collate_fn, IEnumerable<long> shuffler, Device? device = null,
        int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, false, device, null, num_worker, drop_last, disposeBatch, disposeDataset) => order = shuffler;

    /// <summary>The samples.</summary>
    public utils.data.Dataset<T> dataset { get; }

    /// <summary>Samples per batch.</summary>
    public int batch_size { get; }

    /// <summary>Whether a last batch with fewer samples is left out.</summary>
    public bool drop_last { get; }

    /// <summary>Threads that read samples.</summary>
    public int num_workers { get; }

    /// <summary>Makes a batch of some samples.</summary>
    public Func<IEnumerable<T>, Device, TBatch> collate_fn { get; }

    /// <summary>Where batches are.</summary>
    public Device Device { get; }

    /// <summary>Batches per epoch.</summary>
    public long Count => drop_last ? dataset.Count / batch_size : (dataset.Count + batch_size - 1) / batch_size;

    /// <inheritdoc/>
    public IEnumerator<TBatch> GetEnumerator()
    {
        IReadOnlyList<Tensor> mine = [];
        try
        {
            foreach (var numbers in Order().Chunk(batch_size))
            {
                Release(mine);
                mine = [];
                if (drop_last && numbers.Length < batch_size)
                {
                    yield break;
                }

                var batch = Make(numbers);
                mine = disposeBatch ? [.. LoadedTensors.Of(batch)] : [];
                yield return batch;
            }
        }
        finally
        {
            Release(mine);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the loader, and the data set unless told otherwise.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            generator?.Dispose();
            if (disposeDataset)
            {
                dataset.Dispose();
            }
        }
    }

    private static void Release(IReadOnlyList<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }
    }

    // The draws are PyTorch's: one seed that its worker processes would use, then one for the order, or the order from the given generator.
    private IEnumerable<long> Order()
    {
        if (order is not null)
        {
            return order;
        }

        var seed = Draw(generator);
        if (!shuffle)
        {
            return Numbers(dataset.Count);
        }

        if (generator is not null)
        {
            return Shuffled(generator);
        }

        seed = Draw(null);
        using var epoch = new Generator(0);
        epoch.manual_seed(seed);
        return utils.data.Permutation(dataset.Count, epoch);
    }

    private IEnumerable<long> Shuffled(Generator source)
    {
        foreach (var number in utils.data.Permutation(dataset.Count, source))
        {
            yield return number;
        }

        // PyTorch's sampler draws one more order than it uses.
        utils.data.Permutation(dataset.Count, source);
    }

    private static IEnumerable<long> Numbers(long count)
    {
        for (var i = 0L; i < count; i++)
        {
            yield return i;
        }
    }

    private static long Draw(Generator? generator)
    {
        using var scope = NewDisposeScope();
        return aten.random_(empty([], ScalarType.Int64), generator).ToInt64();
    }

    private TBatch Make(long[] numbers)
    {
        using var scope = NewDisposeScope();
        var samples = num_workers == 1 ? [.. numbers.Select(dataset.GetTensor)] : Read(numbers, scope);
        var batch = collate_fn(samples, Device);
        foreach (var tensor in LoadedTensors.Of(batch))
        {
            if (disposeBatch)
            {
                tensor.DetachFromDisposeScope();
            }
            else
            {
                tensor.MoveToOuterDisposeScope();
            }
        }

        return batch;
    }

    // Scopes belong to threads: what a worker made leaves its scope and joins that of the batch.
    private T[] Read(long[] numbers, DisposeScope scope)
    {
        var samples = new T[numbers.Length];
        var made = new List<Tensor>();
        try
        {
            Parallel.For(0, numbers.Length, new ParallelOptions { MaxDegreeOfParallelism = num_workers }, i =>
            {
                using var mine = NewDisposeScope();
                samples[i] = dataset.GetTensor(numbers[i]);
                foreach (var tensor in LoadedTensors.Of(samples[i]).Where(tensor => tensor.Scope == mine))
                {
                    tensor.DetachFromDisposeScope();
                    lock (made)
                    {
                        made.Add(tensor);
                    }
                }
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        finally
        {
            made.ForEach(scope.Add);
        }

        return samples;
    }
}
