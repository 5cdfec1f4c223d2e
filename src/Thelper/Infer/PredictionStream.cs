using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Thelper.Data.Loading;
using Thelper.Torch;
using Thelper.Train;

namespace Thelper.Infer;

/// <summary>Predicts on any number of files in batches, in their order. Threads read ahead by two batches at most, and by less where pictures are large; memory does not grow with the number of files.</summary>
/// <param name="predictor">The model.</param>
/// <param name="batchSize">Pictures in a batch.</param>
/// <param name="workers">Threads that read and prepare pictures.</param>
/// <param name="mostBytes">How many bytes of pictures for the network may wait for their batch; a batch is whole, however large.</param>
internal sealed class PredictionStream(Predictor predictor, int batchSize, int workers, long mostBytes = PictureMemory.Usual)
{
    /// <summary>Predicts.</summary>
    /// <param name="paths">The files.</param>
    /// <returns>For each file its prediction, or why there is none: it cannot be read, or the model does not take it.</returns>
    /// <exception cref="UserErrorException">The model does not fit its task, whatever the picture.</exception>
    public IEnumerable<(string Path, Prediction? Prediction, UserErrorException? Error)> Run(IEnumerable<string> paths)
    {
        using var queue = new BlockingCollection<Slot>();
        var window = new Queue<Slot>();
        var memory = new PictureMemory(mostBytes);
        var threads = Enumerable.Range(0, workers).Select(i => new Thread(() => Work(queue, memory)) { IsBackground = true, Name = FormattableString.Invariant($"reader {i}") }).ToList();
        threads.ForEach(thread => thread.Start());
        try
        {
            foreach (var path in paths)
            {
                var slot = new Slot(path);
                window.Enqueue(slot);
                queue.Add(slot);
                if (window.Count == 3 * batchSize)
                {
                    foreach (var result in Take(window, batchSize, memory))
                    {
                        yield return result;
                    }
                }
            }

            while (window.Count > 0)
            {
                foreach (var result in Take(window, Math.Min(batchSize, window.Count), memory))
                {
                    yield return result;
                }
            }
        }
        finally
        {
            queue.CompleteAdding();
            memory.Close();
            while (queue.TryTake(out _))
            {
            }

            threads.ForEach(thread => thread.Join());
            foreach (var slot in window)
            {
                slot.Picture?.Dispose();
            }
        }
    }

    private void Work(BlockingCollection<Slot> queue, PictureMemory memory)
    {
        LoaderThread.Prepare();
        foreach (var slot in queue.GetConsumingEnumerable())
        {
            // They come in order: one that is waited for is before all that are held back.
            if (!memory.Enter(() => slot.IsWanted))
            {
                return;
            }

            try
            {
                slot.Picture = predictor.Prepare(slot.Path);
            }
            catch (UserErrorException error)
            {
                slot.Error = error;
            }
            catch (Exception error)
            {
                // Not handled here: the consumer's thread raises it again.
                slot.Failure = ExceptionDispatchInfo.Capture(error);
            }

            memory.Leave(slot.Bytes);
            slot.Done.Set();
        }
    }

    private List<(string, Prediction?, UserErrorException?)> Take(Queue<Slot> window, int count, PictureMemory memory)
    {
        foreach (var slot in window.Take(count))
        {
            slot.IsWanted = true;
        }

        memory.LookAgain();
        var slots = new List<Slot>(count);
        for (var i = 0; i < count; i++)
        {
            // It stays in the window until it is there, so that it is freed in any case.
            window.Peek().Done.Wait();
            slots.Add(window.Dequeue());
        }

        try
        {
            slots.ForEach(slot => slot.Failure?.Throw());
            Predict([.. slots.Where(slot => slot.Picture is not null)]);
            return [.. slots.Select(slot => (slot.Path, slot.Prediction, slot.Error))];
        }
        finally
        {
            foreach (var slot in slots)
            {
                memory.Free(slot.Bytes);
                slot.Dispose();
            }
        }
    }

    private void Predict(List<Slot> good)
    {
        try
        {
            var predictions = predictor.Predict([.. good.Select(slot => slot.Picture!.Value)]);
            for (var i = 0; i < good.Count; i++)
            {
                good[i].Prediction = predictions[i];
            }
        }
        catch (UserErrorException error) when (error is not UnfitModelException)
        {
            PredictEach(good);
        }
    }

    // Which pictures the model does not take, it says of one after another.
    private void PredictEach(List<Slot> good)
    {
        foreach (var slot in good)
        {
            try
            {
                slot.Prediction = predictor.Predict([slot.Picture!.Value])[0];
            }
            catch (UserErrorException error) when (error is not UnfitModelException)
            {
                slot.Error = new UserErrorException($"{slot.Path}: {error.Message}", error);
            }
        }
    }

    private sealed class Slot(string path) : IDisposable
    {
        private volatile bool isWanted;

        public string Path { get; } = path;

        public ManualResetEventSlim Done { get; } = new();

        public bool IsWanted
        {
            get => isWanted;
            set => isWanted = value;
        }

        public PreparedPicture? Picture { get; set; }

        public long Bytes => Picture is { } picture ? picture.Input.numel() * picture.Input.element_size() : 0;

        public Prediction? Prediction { get; set; }

        public UserErrorException? Error { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }

        public void Dispose()
        {
            Picture?.Dispose();
            Done.Dispose();
        }
    }
}
