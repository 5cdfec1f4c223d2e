using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Runs a predictor over the windows of a picture and puts its answers together.</summary>
/// <remarks>
/// Where a picture is not in memory and not small, a thread reads windows ahead and prepares them, and one writes complete rows. The caller's asks the predictor and adds up its answers, on the threads of libtorch's
/// operators. Memory holds two batches of windows, an answer, what windows share with the next ones, and the complete rows of one row of windows: channels x tile x width x 4 bytes, of labels
/// tile x width x 4, twice while they are written. Where the picture is smaller than a tile, it is mirrored at its right and lower edge until it is one, so that the
/// predictor always gets windows of one size; the answer is cut to the picture.
/// </remarks>
public static class WindowSlider
{
    // Threads cost more than they bring where there is less.
    private const long LargePixels = 1 << 18;

    /// <summary>Predicts pixels.</summary>
    /// <param name="source">The picture. One thread reads it, of large pictures not the caller's.</param>
    /// <param name="plan">Its windows.</param>
    /// <param name="batchSize">Windows in a batch, at least 1.</param>
    /// <param name="predict">Gets windows, height x width x channels each; answers batch x channels x height x width, or sides that are the same whole multiple of these.</param>
    /// <param name="sink">Gets the result, in bands of rows, on one thread, of large pictures not the caller's.</param>
    /// <param name="advance">Told the number of windows that are done with, on the caller's thread; null for nobody.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    /// <exception cref="UserErrorException">The answer has another form.</exception>
    public static void Run(
        IWindowSource source, TilePlan plan, int batchSize, Func<IReadOnlyList<Tensor>, Tensor> predict, IBandSink sink, Action<int>? advance = null, TileStrip? strip = null) =>
        Run(source, plan, batchSize, null, predict, sink, advance, strip);

    /// <summary>As above, with what prepares the windows of a batch, on the reading thread; of a picture in memory on the caller's, where libtorch's threads share it.</summary>
    internal static void Run(
        IWindowSource source,
        TilePlan plan,
        int batchSize,
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>? prepare,
        Func<IReadOnlyList<Tensor>, Tensor> predict,
        IBandSink sink,
        Action<int>? advance,
        TileStrip? strip,
        bool isShared = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(predict);
        ArgumentNullException.ThrowIfNull(sink);
        using var writer = new BandWriter(sink, IsLarge(plan));
        using var bands = new BandAccumulator(plan, strip ?? new() { Left = 0, Right = plan.Width }, sink is ILabelSink, writer.Write);
        using var batches = new WindowBatches(source, plan, batchSize, strip, prepare, isShared);
        while (batches.Next() is { } batch)
        {
            using (batch)
            using (NewDisposeScope())
            {
                Add(bands, plan, batch.Indexes, Checked(predict(batch.Inputs), batch.Indexes.Count, plan).detach());
            }

            advance?.Invoke(batch.Indexes.Count);
        }

        bands.End();
        writer.End();
    }

    /// <summary>Finds objects.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="plan">Its windows.</param>
    /// <param name="batchSize">Windows in a batch, at least 1.</param>
    /// <param name="detect">Gets windows, height x width x channels each; answers with the boxes in each, in pixels of the window.</param>
    /// <param name="advance">Told the number of windows that are done with; null for nobody.</param>
    /// <returns>The objects in pixels of the picture, each once, the one with the highest score first; see <see cref="BoxMerge"/>.</returns>
    public static IReadOnlyList<ScoredBox> Detect(
        IWindowSource source, TilePlan plan, int batchSize, Func<IReadOnlyList<Tensor>, IReadOnlyList<IReadOnlyList<ScoredBox>>> detect, Action<int>? advance = null)
    {
        var seen = new List<(int Window, ScoredBox Box)>();
        Find(source, plan, batchSize, detect, (windows, boxes) =>
        {
            seen.AddRange(boxes);
            advance?.Invoke(windows.Count);
        });
        return BoxMerge.Merge(seen, plan);
    }

    /// <summary>Finds objects, and hands on what each window says; <see cref="BoxMerge"/> makes one of what several windows say of an object.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="plan">Its windows.</param>
    /// <param name="batchSize">Windows in a batch, at least 1.</param>
    /// <param name="detect">Gets windows, height x width x channels each; answers with the boxes in each, in pixels of the window.</param>
    /// <param name="found">Told of each batch: its windows, and the boxes in them, in pixels of the picture.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    public static void Find(
        IWindowSource source,
        TilePlan plan,
        int batchSize,
        Func<IReadOnlyList<Tensor>, IReadOnlyList<IReadOnlyList<ScoredBox>>> detect,
        Action<IReadOnlyList<int>, IReadOnlyList<(int Window, ScoredBox Box)>> found,
        TileStrip? strip = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(detect);
        ArgumentNullException.ThrowIfNull(found);
        using var batches = new WindowBatches(source, plan, batchSize, strip, null);
        while (batches.Next() is { } batch)
        {
            using var held = batch;
            using var scope = NewDisposeScope();
            var answers = detect(batch.Inputs);
            var seen = new List<(int Window, ScoredBox Box)>();
            for (var i = 0; i < batch.Indexes.Count; i++)
            {
                var window = plan[batch.Indexes[i]];
                foreach (var box in answers[i])
                {
                    // What lies in the mirrored part alone is no object.
                    var inside = box with { Right = Math.Min(box.Right, window.Width), Bottom = Math.Min(box.Bottom, window.Height) };
                    if (inside.Left < inside.Right && inside.Top < inside.Bottom)
                    {
                        seen.Add((batch.Indexes[i], inside.Moved(window.Left, window.Top) with { Shape = ShapeParts.Placed(box.Shape, window.Left, window.Top, plan.Height, plan.Width) }));
                    }
                }
            }

            found(batch.Indexes, seen);
        }
    }

    /// <summary>Whether a picture is so large that threads of their own read its windows and put them together.</summary>
    internal static bool IsLarge(TilePlan plan) => (long)plan.Width * plan.Height >= LargePixels;

    private static void Add(BandAccumulator bands, TilePlan plan, IReadOnlyList<int> indexes, Tensor answer)
    {
        var scale = answer.shape[2] / plan.Options.Size;
        for (var i = 0; i < indexes.Count; i++)
        {
            // Without what was mirrored.
            bands.Add(indexes[i], answer.select(0, i).narrow(1, 0, scale * plan.Rows.Length).narrow(2, 0, scale * plan.Columns.Length));
        }
    }

    private static Tensor Checked(Tensor answer, int count, TilePlan plan)
    {
        var tile = plan.Options.Size;
        return answer.dim() == 4 && answer.shape[0] == count && answer.shape[2] % tile == 0 && answer.shape[3] == answer.shape[2]
            ? answer
            : throw new UserErrorException(FormattableString.Invariant(
                $"the model answers with the shape ({string.Join(", ", answer.shape)}) to {count} windows of {tile} x {tile} pixels: windows can be put together whose answers are ({count}, channels, height, width), as large as the window or a whole multiple of it."));
    }
}
