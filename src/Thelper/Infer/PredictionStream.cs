using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Thelper.Data.Loading;
using Thelper.Torch;

namespace Thelper.Infer;

/// <summary>Predicts on any number of files in batches, in their order. Threads read ahead by two batches at most; memory does not grow with the number of files.</summary>
/// <param name="predictor">The model.</param>
/// <param name="batchSize">Pictures in a batch.</param>
/// <param name="workers">Threads that read and prepare pictures.</param>
internal sealed class PredictionStream(Predictor predictor, int batchSize, int workers)
{
    /// <summary>Predicts.</summary>
    /// <param name="paths">The files.</param>
    /// <returns>For each file its prediction, or why there is none: it cannot be read, or the model does not take it.</returns>
    public IEnumerable<(string Path, Prediction? Prediction, UserErrorException? Error)> Run(IEnumerable<string> paths)
    {
        using var queue = new BlockingCollection<Slot>();
        var window = new Queue<Slot>();
        var threads = Enumerable.Range(0, workers).Select(i => new Thread(() => Work(queue)) { IsBackground = true, Name = FormattableString.Invariant($"reader {i}") }).ToList();
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
                    foreach (var result in Take(window, batchSize))
                    {
                        yield return result;
                    }
                }
            }

            while (window.Count > 0)
            {
                foreach (var result in Take(window, Math.Min(batchSize, window.Count)))
                {
                    yield return result;
                }
            }
        }
        finally
        {
            queue.CompleteAdding();
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

    private void Work(BlockingCollection<Slot> queue)
    {
        LoaderThread.Prepare();
        foreach (var slot in queue.GetConsumingEnumerable())
        {
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

            slot.Done.Set();
        }
    }

    private List<(string, Prediction?, UserErrorException?)> Take(Queue<Slot> window, int count)
    {
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
            slots.ForEach(slot => slot.Dispose());
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
        catch (UserErrorException)
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
            catch (UserErrorException error)
            {
                slot.Error = new UserErrorException($"{slot.Path}: {error.Message}", error);
            }
        }
    }

    private sealed class Slot(string path) : IDisposable
    {
        public string Path { get; } = path;

        public ManualResetEventSlim Done { get; } = new();

        public PreparedPicture? Picture { get; set; }

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
