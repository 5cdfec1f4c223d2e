using System.Runtime.ExceptionServices;

namespace Thelper.Data;

/// <summary>Threads that make numbered items ahead of their consumer, who takes them in order.</summary>
/// <remarks>
/// At most two items per thread wait. The threads are the pipeline's own and end with it: <see cref="Dispose"/> returns when the last
/// of them has, and frees the items that nobody took.
/// </remarks>
internal sealed class BatchPipeline : IDisposable
{
    private readonly object gate = new();
    private readonly Slot[] ring;
    private readonly Thread[] threads;
    private readonly Func<int, Func<bool>, Sample?> make;
    private readonly int count;
    private int claimed;
    private int taken;
    private volatile bool stopped;

    /// <param name="count">How many items there are.</param>
    /// <param name="workers">How many threads make them.</param>
    /// <param name="make">Makes an item by number; gets a function that says whether to give up, and then returns null.</param>
    public BatchPipeline(int count, int workers, Func<int, Func<bool>, Sample?> make)
    {
        this.count = count;
        this.make = make;
        ring = new Slot[2 * workers];
        threads = new Thread[Math.Min(workers, count)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = FormattableString.Invariant($"loader {i}") };
            threads[i].Start();
        }
    }

    /// <summary>Waits for the next item.</summary>
    /// <returns>The item, or null after the last.</returns>
    /// <exception cref="UserErrorException">The item cannot be made; the message names the sample.</exception>
    public Sample? Take()
    {
        ExceptionDispatchInfo? error;
        lock (gate)
        {
            if (taken == count)
            {
                return null;
            }

            ref var slot = ref ring[taken % ring.Length];
            while (!slot.Ready)
            {
                if (stopped)
                {
                    return null;
                }

                Monitor.Wait(gate);
            }

            if (slot.Item is { } item)
            {
                slot = default;
                taken++;
                Monitor.PulseAll(gate);
                return item;
            }

            error = slot.Error;
        }

        Dispose();
        error!.Throw();
        return null;
    }

    /// <summary>Stops and joins the threads, then frees what they made.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        for (var i = 0; i < ring.Length; i++)
        {
            ring[i].Item?.Dispose();
            ring[i] = default;
        }
    }

    private void Work()
    {
        LoaderThread.Prepare();
        while (Claim() is { } number)
        {
            Sample? item = null;
            ExceptionDispatchInfo? error = null;
            try
            {
                item = make(number, () => stopped);
            }
            catch (Exception e)
            {
                // Not handled here: the consumer's thread raises it again.
                error = ExceptionDispatchInfo.Capture(e);
            }

            if (item is null && error is null)
            {
                return;
            }

            lock (gate)
            {
                ring[number % ring.Length] = new Slot(item, error);
                Monitor.PulseAll(gate);
            }

            if (error is not null)
            {
                return;
            }
        }
    }

    private int? Claim()
    {
        lock (gate)
        {
            while (!stopped && claimed < count && claimed - taken >= ring.Length)
            {
                Monitor.Wait(gate);
            }

            return stopped || claimed == count ? null : claimed++;
        }
    }

    private readonly record struct Slot(Sample? Item, ExceptionDispatchInfo? Error)
    {
        public bool Ready => Item is not null || Error is not null;
    }
}
