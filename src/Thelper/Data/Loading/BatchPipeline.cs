using System.Runtime.ExceptionServices;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Data.Loading;

/// <summary>Threads that make batches ahead of their consumer, who takes them in order.</summary>
/// <remarks>
/// The threads take samples, not batches, so that all of them work on the batch that is needed next; the one that finishes a batch
/// packs it. At most two batches per thread wait, or two in all where batches are large. The threads are the pipeline's own and end with it: <see cref="Dispose"/> returns
/// when the last of them has, and frees what nobody took. Only if the user wishes to stop are threads that do not return left alone; the last of them frees it when it does.
/// </remarks>
internal sealed class BatchPipeline : IDisposable
{
    // Waiting batches may take that much; two are always allowed.
    private const long WaitingBytes = 48 << 20;

    // How long threads have to return after the user's wish to stop.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly object gate = new();
    private readonly RecycledMemory memory = new();
    private readonly BatchSource source;
    private readonly Slot?[] ring;
    private readonly Thread[] threads;
    private readonly int count;
    private readonly StopRequest? stop;
    private readonly CancellationTokenRegistration wake;
    private int depth;
    private int working;
    private bool isAbandoned;
    private int opened;
    private int taken;
    private volatile bool stopped;

    /// <param name="source">Makes samples and packs them.</param>
    /// <param name="workers">How many threads make them.</param>
    /// <param name="first">The first batch to make.</param>
    /// <param name="stop">The user's wish to stop; null for nobody's.</param>
    public BatchPipeline(BatchSource source, int workers, int first, StopRequest? stop = null)
    {
        this.source = source;
        this.stop = stop;
        count = source.BatchCount;
        opened = taken = Math.Min(first, count);
        ring = new Slot?[2 * workers];
        depth = ring.Length;
        threads = new Thread[taken == count ? 0 : workers];
        working = threads.Length;
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = FormattableString.Invariant($"loader {i}") };
            threads[i].Start();
        }

        wake = stop?.Token.Register(Wake) ?? default;
    }

    /// <summary>The batch that <see cref="Take"/> looks at next.</summary>
    public int Next => taken;

    /// <summary>Whether all batches were taken.</summary>
    public bool IsFinished => taken == count;

    /// <summary>Waits for the next batch.</summary>
    /// <returns>The batch, or null after the last.</returns>
    /// <exception cref="UserErrorException">The batch cannot be made; the message names the sample.</exception>
    /// <exception cref="SessionInterruptedException">The user wished to stop while the batch was not there.</exception>
    public Sample? Take()
    {
        ExceptionDispatchInfo? error = null;
        lock (gate)
        {
            while (error is null)
            {
                if (taken == count || stopped)
                {
                    return null;
                }

                if (ring[taken % ring.Length] is not { Finished: true } slot || slot.Batch != taken)
                {
                    stop?.ThrowIfRequested();
                    Monitor.Wait(gate);
                    continue;
                }

                error = slot.Error;
                if (error is null)
                {
                    ring[taken % ring.Length] = null;
                    taken++;
                    Monitor.PulseAll(gate);
                    if (slot.Packed is { } packed)
                    {
                        return packed;
                    }
                }
            }
        }

        Dispose();
        error.Throw();
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

        wake.Dispose();
        long? end = null;
        if (!Array.TrueForAll(threads, thread => Join(thread, ref end)))
        {
            lock (gate)
            {
                isAbandoned = working > 0;
                if (isAbandoned)
                {
                    return;
                }
            }
        }

        Free();
    }

    private void Free()
    {
        for (var i = 0; i < ring.Length; i++)
        {
            ring[i]?.Dispose();
            ring[i] = null;
        }

        memory.Dispose();
    }

    private void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    // A thread that is stuck in code of the user's, or in a read, keeps what it works on: nothing may be freed under it.
    private bool Join(Thread thread, ref long? end)
    {
        while (!thread.Join(Glance))
        {
            if (stop is { ExitCode: not 0 } && Environment.TickCount64 >= (end ??= Environment.TickCount64 + (long)Patience.TotalMilliseconds))
            {
                return false;
            }
        }

        return true;
    }

    private void Work()
    {
        LoaderThread.Prepare();
        MakeBatches();
        bool isLastOfAbandoned;
        lock (gate)
        {
            working--;
            isLastOfAbandoned = isAbandoned && working == 0;
        }

        if (isLastOfAbandoned)
        {
            Free();
        }
    }

    private void MakeBatches()
    {
        while (Claim() is var (slot, place))
        {
            Sample? sample = null;
            ExceptionDispatchInfo? error = null;
            try
            {
                sample = source.LoadSample(slot.Batch, place);
                if (sample is not null)
                {
                    slot.Rows?.Place(sample, place);
                }
            }
            catch (Exception e)
            {
                // Not handled here: the consumer's thread raises it again.
                error = ExceptionDispatchInfo.Capture(e);
            }

            bool last;
            lock (gate)
            {
                last = slot.Put(place, sample, error) && !stopped;
                if (slot.Rows is { Bytes: > 0 and var bytes })
                {
                    depth = (int)Math.Clamp(WaitingBytes / bytes, 2, ring.Length);
                }
            }

            if (last)
            {
                Finish(slot);
            }
        }
    }

    private void Finish(Slot slot)
    {
        try
        {
            if (slot.Error is null)
            {
                slot.Packed = source.Pack(slot.Batch, slot.TakeSamples(), slot.Rows);
            }
        }
        catch (Exception e)
        {
            slot.Error = ExceptionDispatchInfo.Capture(e);
        }

        lock (gate)
        {
            slot.Rows?.Dispose();
            slot.Finished = true;
            Monitor.PulseAll(gate);
        }
    }

    private (Slot Slot, int Place)? Claim()
    {
        lock (gate)
        {
            while (!stopped)
            {
                if (opened > 0 && ring[(opened - 1) % ring.Length] is { } open && open.Batch == opened - 1 && open.Claimed < open.Size)
                {
                    return (open, open.Claimed++);
                }

                if (opened == count)
                {
                    return null;
                }

                if (opened - taken < depth)
                {
                    ring[opened % ring.Length] = new Slot(opened, source.SizeOf(opened), source.PlacesSamples ? memory : null);
                    opened++;
                }
                else
                {
                    Monitor.Wait(gate);
                }
            }

            return null;
        }
    }

    /// <summary>A batch in the making. Only the thread that finishes it touches it outside the lock.</summary>
    private sealed class Slot : IDisposable
    {
        private readonly Sample?[] samples;
        private int missing;
        private int errorPlace = int.MaxValue;

        public Slot(int batch, int size, RecycledMemory? memory)
        {
            Batch = batch;
            Rows = memory is null ? null : new BatchRows(memory, size);
            samples = new Sample?[size];
            missing = size;
        }

        public int Batch { get; }

        public int Size => samples.Length;

        /// <summary>Where the samples are placed; null if they keep what they have.</summary>
        public BatchRows? Rows { get; }

        public int Claimed { get; set; }

        public bool Finished { get; set; }

        public Sample? Packed { get; set; }

        public ExceptionDispatchInfo? Error { get; set; }

        /// <summary>Takes a sample, or the reason why there is none; says whether it was the last one.</summary>
        public bool Put(int place, Sample? sample, ExceptionDispatchInfo? error)
        {
            samples[place] = sample;
            if (error is not null && place < errorPlace)
            {
                // The first sample's, whichever thread was faster.
                (Error, errorPlace) = (error, place);
            }

            return --missing == 0;
        }

        public List<Sample> TakeSamples()
        {
            var taken = new List<Sample>(Size);
            for (var i = 0; i < samples.Length; i++)
            {
                if (samples[i] is { } sample)
                {
                    taken.Add(sample);
                    samples[i] = null;
                }
            }

            return taken;
        }

        public void Dispose()
        {
            Packed?.Dispose();
            foreach (var sample in samples)
            {
                sample?.Dispose();
            }

            Rows?.Dispose();
        }
    }
}
