using System.Threading.Tasks;
using Thelper.Imaging;
using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>The windows of a picture in batches, which a thread reads and prepares one batch ahead.</summary>
internal sealed class WindowBatches : IDisposable
{
    private readonly SideThread reader;
    private readonly IWindowSource source;
    private readonly TilePlan plan;
    private readonly Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>? prepare;
    private readonly TensorWindows? inMemory;
    private readonly IEnumerator<int[]> batches;
    private readonly Queue<Task<WindowBatch>> begun = [];

    /// <summary>Plans the batches.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="plan">Its windows.</param>
    /// <param name="batchSize">Windows in a batch, at least 1.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    /// <param name="prepare">What becomes of the windows of a batch, on the reading thread; null for nothing.</param>
    /// <param name="isShared">Whether the threads of libtorch's operators share what that is, so that the caller's is as good as one beside it. A picture in memory is then not copied before.</param>
    public WindowBatches(IWindowSource source, TilePlan plan, int batchSize, TileStrip? strip, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>? prepare, bool isShared = false)
    {
        (this.source, this.plan, this.prepare) = (source, plan, prepare);
        inMemory = isShared ? source as TensorWindows : null;
        reader = new("windows", WindowSlider.IsLarge(plan) && inMemory is null);

        // Of a strip, a batch has windows of one row.
        batches = (strip?.Rows(plan).SelectMany(row => row.Chunk(batchSize)) ?? Enumerable.Range(0, plan.Count).Chunk(batchSize)).GetEnumerator();
    }

    /// <summary>The next batch, the caller's; null after the last. Reading of the one after it begins.</summary>
    /// <exception cref="UserErrorException">The picture cannot be read, or does not suit what prepares it.</exception>
    public WindowBatch? Next()
    {
        while (begun.Count < (inMemory is null ? 2 : 1) && batches.MoveNext())
        {
            Begin(batches.Current);
        }

        return begun.TryDequeue(out var next) ? next.GetAwaiter().GetResult() : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reader.Dispose();
        batches.Dispose();
        foreach (var batch in begun)
        {
            if (batch.IsCompletedSuccessfully)
            {
                batch.GetAwaiter().GetResult().Dispose();
            }
        }
    }

    private void Begin(int[] indexes) => begun.Enqueue(reader.Do(() =>
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> windows = [.. indexes.Select(Read)];
        var inputs = prepare?.Invoke(windows) ?? windows;
        return new WindowBatch(indexes, [.. inputs.Select(input => input.DetachFromDisposeScope())]);
    }));

    private Tensor Read(int index)
    {
        var window = plan[index];
        var (right, below) = (plan.Options.Size - window.Width, plan.Options.Size - window.Height);
        var image = inMemory is null || right > 0 || below > 0 ? source.Read(window) : inMemory.View(window);
        return right > 0 || below > 0 ? ImageOps.Pad(image, 0, below, 0, right, BorderMode.Reflect101) : image;
    }
}
