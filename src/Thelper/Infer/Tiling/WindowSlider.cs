using Thelper.Imaging;
using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Runs a predictor over the windows of a picture and puts its answers together.</summary>
/// <remarks>
/// Memory holds one batch of windows and, of the result, the rows of one row of windows: channels x tile x width x 4 bytes, of labels channels x overlap x width x 4. Where the picture is smaller than a tile, it is mirrored at
/// its right and lower edge until it is one, so that the predictor always gets windows of one size; the answer is cut to the picture.
/// </remarks>
public static class WindowSlider
{
    /// <summary>Predicts pixels.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="plan">Its windows.</param>
    /// <param name="batchSize">Windows in a batch, at least 1.</param>
    /// <param name="predict">Gets windows, height x width x channels each; answers batch x channels x height x width, or sides that are the same whole multiple of these.</param>
    /// <param name="sink">Gets the result, in bands of rows.</param>
    /// <param name="advance">Told the number of windows that are done with; null for nobody.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    /// <exception cref="UserErrorException">The answer has another form.</exception>
    public static void Run(
        IWindowSource source, TilePlan plan, int batchSize, Func<IReadOnlyList<Tensor>, Tensor> predict, IBandSink sink, Action<int>? advance = null, TileStrip? strip = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(predict);
        ArgumentNullException.ThrowIfNull(sink);
        using var bands = new BandAccumulator(plan, strip ?? new() { Left = 0, Right = plan.Width }, sink);
        foreach (var batch in Batches(plan, batchSize, strip))
        {
            using var scope = NewDisposeScope();
            var answer = predict([.. batch.Select(index => Read(source, plan, index))]);
            for (var i = 0; i < batch.Length; i++)
            {
                bands.Add(batch[i], Cut(answer, i, batch.Length, plan));
            }

            advance?.Invoke(batch.Length);
        }

        bands.End();
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
        foreach (var batch in Batches(plan, batchSize, strip))
        {
            using var scope = NewDisposeScope();
            var answers = detect([.. batch.Select(index => Read(source, plan, index))]);
            var seen = new List<(int Window, ScoredBox Box)>();
            for (var i = 0; i < batch.Length; i++)
            {
                var window = plan[batch[i]];
                foreach (var box in answers[i])
                {
                    // What lies in the mirrored part alone is no object.
                    var inside = box with { Right = Math.Min(box.Right, window.Width), Bottom = Math.Min(box.Bottom, window.Height) };
                    if (inside.Left < inside.Right && inside.Top < inside.Bottom)
                    {
                        seen.Add((batch[i], inside.Moved(window.Left, window.Top) with { Shape = ShapeParts.Placed(box.Shape, window.Left, window.Top, plan.Height, plan.Width) }));
                    }
                }
            }

            found(batch, seen);
        }
    }

    private static IEnumerable<int[]> Batches(TilePlan plan, int batchSize, TileStrip? strip) =>
        strip?.Rows(plan).SelectMany(row => row.Chunk(batchSize)) ?? Enumerable.Range(0, plan.Count).Chunk(batchSize);

    private static Tensor Read(IWindowSource source, TilePlan plan, int index)
    {
        var window = plan[index];
        var image = source.Read(window);
        var (right, below) = (plan.Options.Size - window.Width, plan.Options.Size - window.Height);
        return right > 0 || below > 0 ? ImageOps.Pad(image, 0, below, 0, right, BorderMode.Reflect101) : image;
    }

    // The answer to one window, without what was mirrored.
    private static Tensor Cut(Tensor answer, int index, int count, TilePlan plan)
    {
        var tile = plan.Options.Size;
        if (answer.dim() != 4 || answer.shape[0] != count || answer.shape[2] % tile != 0 || answer.shape[3] != answer.shape[2])
        {
            throw new UserErrorException(FormattableString.Invariant(
                $"the model answers with the shape ({string.Join(", ", answer.shape)}) to {count} windows of {tile} x {tile} pixels: windows can be put together whose answers are ({count}, channels, height, width), as large as the window or a whole multiple of it."));
        }

        var scale = answer.shape[2] / tile;
        return answer.select(0, index).narrow(1, 0, scale * plan.Rows.Length).narrow(2, 0, scale * plan.Columns.Length);
    }
}
