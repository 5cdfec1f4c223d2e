using Thelper.Records;
using Thelper.Sessions;
using Thelper.Web.Serving;

namespace Thelper.Web.Browsing;

/// <summary>Batches of training steps, made again for whoever clicks on a loss. The last few are kept, since their pictures are asked for one by one.</summary>
/// <param name="environment">Whether code of sessions may run.</param>
internal sealed class StepBatches(SessionEnvironment environment) : IDisposable
{
    private const int MostKept = 4;

    // Opening a session sets the seeds of the process: one at a time.
    private readonly SemaphoreSlim one = new(1);
    private readonly List<(int Run, string Look, StepBatch Batch)> kept = [];

    /// <summary>A batch without its pictures.</summary>
    /// <param name="run">The session.</param>
    /// <param name="request">Has the <c>step</c>, and perhaps the bands that are shown.</param>
    public Answer Describe(BrowsedRun run, PageRequest request)
    {
        var batch = Get(run, request);
        return Answer.Json(new
        {
            batch.Iteration,
            batch.Epoch,
            batch.Batch,
            batch.Weights,
            batch.Channels,
            batch.Metrics,
            Samples = batch.Samples.Select(sample => new { sample.Name, sample.Index, sample.Dataset, sample.Number, sample.Label, sample.Prediction, sample.Loss, sample.Ground }),
        });
    }

    /// <summary>The picture of a sample.</summary>
    /// <param name="run">The session.</param>
    /// <param name="request">Has the <c>step</c>, and the <c>place</c> in its batch.</param>
    public Answer Picture(BrowsedRun run, PageRequest request)
    {
        var batch = Get(run, request);
        var place = request.Int("place", 0, int.MaxValue);
        return place < batch.Samples.Count ? Answer.Bytes("image/png", batch.Samples[place].Picture) : throw RequestException.Missing("the batch has no such sample");
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    /// <summary>A batch with other truths. It is not kept: the next correction makes it another.</summary>
    /// <param name="run">The session.</param>
    /// <param name="request">Has the <c>step</c>.</param>
    /// <param name="changes">The corrected truths.</param>
    public StepBatch Again(BrowsedRun run, PageRequest request, IReadOnlyList<TruthChange> changes)
    {
        var step = request.Int("step", 0, int.MaxValue);
        one.Wait(request.Abandoned);
        try
        {
            return StepReplay.At(run.Folder.Path, step, environment, changes);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>A batch.</summary>
    /// <param name="run">The session.</param>
    /// <param name="request">Has the <c>step</c>.</param>
    public StepBatch Get(BrowsedRun run, PageRequest request)
    {
        var step = request.Int("step", 0, int.MaxValue);
        var (channels, range) = PictureRequest.Read(request);
        var look = FormattableString.Invariant($"{string.Join(',', channels ?? [])} {range}");
        one.Wait(request.Abandoned);
        try
        {
            if (kept.Find(known => known.Run == run.Id && known.Look == look && known.Batch.Iteration == step).Batch is { } known)
            {
                return known;
            }

            var batch = StepReplay.At(run.Folder.Path, step, environment, look: new() { Channels = channels, Range = range });
            kept.Insert(0, (run.Id, look, batch));
            kept.RemoveRange(Math.Min(kept.Count, MostKept), Math.Max(0, kept.Count - MostKept));
            return batch;
        }
        finally
        {
            one.Release();
        }
    }
}
