using System.Runtime.InteropServices;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Scores windows of a scene as wholes: the middle of each gets its class. With a stride of 1 every pixel has a window of its own, whose middle it is, as in thelper 0.6.2.</summary>
/// <remarks>Pixels that are the middle of no window, half a window wide along the edges, have no class. A window in whose middle there are no data is passed over. A scene smaller than a window is mirrored at its right and lower edge until it is one.</remarks>
/// <param name="predictor">A classifier.</param>
/// <param name="source">The scene.</param>
/// <param name="scratch">Where it is worked on.</param>
/// <param name="options">How.</param>
internal sealed class PatchScene(Predictor predictor, SceneSource source, SceneScratch scratch, SceneOptions options)
{
    // Windows whose pixels are read at once, in each direction.
    private const int BlockPixels = 1024;
    private const int UsualBatch = 4;
    private readonly int size = options.Tiles.Size;
    private readonly int stride = options.Stride ?? options.Tiles.Size;

    /// <summary>How many windows there are, across and down.</summary>
    public (int Columns, int Rows) Count => (Math.Max(1, CountAlong(source.Width)), Math.Max(1, CountAlong(source.Height)));

    /// <summary>How many of them were scored, and how many passed over, once all are done with.</summary>
    public (long Predicted, long Empty) Total => (scratch.Progress.Scored, ((long)Count.Columns * Count.Rows) - scratch.Progress.Scored);

    /// <summary>Pixels from one window to the next.</summary>
    public int Stride => stride;

    /// <summary>Fails for a scene smaller than a window whose middle is only a part of it: the middle may lie beside the scene, and nearly no pixel would have a class.</summary>
    /// <param name="path">The scene.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="asked">Windows and stride.</param>
    /// <exception cref="UserErrorException">It is smaller.</exception>
    public static void RequireSize(string path, int width, int height, SceneOptions asked)
    {
        var side = asked.Tiles.Size;
        if (asked.Stride < side && Math.Min(width, height) < side)
        {
            throw new UserErrorException(FormattableString.Invariant($"{path}: has {width} x {height} pixels, less than a window of {side}, of which only the middle would get a class (--stride {asked.Stride}): take smaller windows (--tile N, at most {Math.Min(width, height)}), or no stride"));
        }
    }

    /// <summary>Scores windows half a step off the grid, spread over the scene; the same ones each time.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>The middle of each, which has data, and the number of its class.</returns>
    public IEnumerable<(Window Middle, int Label)> Shifted(int most)
    {
        var (columns, rows) = (Math.Max(0, CountAlong(source.Width - (stride / 2))), Math.Max(0, CountAlong(source.Height - (stride / 2))));
        foreach (var place in ShiftedWindows.Spread((int)Math.Min((long)columns * rows, int.MaxValue), most))
        {
            var window = new Window((place % columns * stride) + (stride / 2), (place / columns * stride) + (stride / 2), size, size);
            var middle = new Window(window.Left + Inset, window.Top + Inset, stride, stride);
            if (!source.IsEmpty(middle))
            {
                yield return (middle, ClassOf(window));
            }
        }
    }

    private int ClassOf(Window window)
    {
        using var scope = NewDisposeScope();
        return (int)predictor.Score([source.Read(window)]).argmax(1).ToInt64() + 1;
    }

    // The upper left corner of a window's middle is half a window less half a stride from the window's.
    private int Inset => (size / 2) - (stride / 2);

    /// <summary>Scores what is not done yet.</summary>
    /// <param name="rasters">Gets the classes.</param>
    /// <param name="advance">Told the number of windows that are done with.</param>
    public void Run(ClassRasters rasters, Action<int> advance)
    {
        var (columns, rows) = Count;
        var step = Math.Max(1, BlockPixels / stride);
        if (scratch.Progress.Strip > 0)
        {
            return;
        }

        for (var row = scratch.Progress.Row; row < rows; row += step)
        {
            var scored = scratch.Progress.Scored;
            for (var column = 0; column < columns; column += step)
            {
                var block = new Window(column, row, Math.Min(step, columns - column), Math.Min(step, rows - row));
                scored += Score(block, rasters);
                advance(block.Width * block.Height);
            }

            scratch.Commit(scratch.Progress with { Row = Math.Min(row + step, rows), Scored = scored });
        }

        scratch.Commit(scratch.Progress with { Strip = 1, Row = 0 });
    }

    private int CountAlong(int length) => length < size ? 0 : ((length - size) / stride) + 1;

    // A block of windows, in numbers of windows; says how many of them have data in their middle.
    private int Score(Window block, ClassRasters rasters)
    {
        using var scope = NewDisposeScope();
        var (left, top) = (block.Left * stride, block.Top * stride);
        var all = Read(new(left, top, ((block.Width - 1) * stride) + size, ((block.Height - 1) * stride) + size));
        var inset = Inset;
        var middles = Inside(new(left + inset, top + inset, block.Width * stride, block.Height * stride));
        var (width, height) = (middles.Width, middles.Height);
        var valid = source.Valid(middles);

        // Beside a scene smaller than a window there are no data.
        var data = zeros([block.Height * stride, block.Width * stride], ScalarType.Byte);
        data.narrow(0, 0, height).narrow(1, 0, width).copy_(valid);
        var labels = zeros([block.Height, block.Width], ScalarType.Int64);
        var shares = rasters.Shares is null ? null : zeros([rasters.Shares.Bands, block.Height, block.Width]);
        var wanted = data.view(block.Height, stride, block.Width, stride).amax([1, 3]).to(ScalarType.Byte).contiguous().DataSpan<byte>().ToArray();
        foreach (var batch in Enumerable.Range(0, wanted.Length).Where(i => wanted[i] != 0).Chunk(options.Batch ?? UsualBatch))
        {
            using var inner = NewDisposeScope();
            var scores = predictor.Score([.. batch.Select(i => all.narrow(0, i / block.Width * stride, size).narrow(1, i % block.Width * stride, size).contiguous())]);
            var places = tensor(Array.ConvertAll(batch, i => (long)i));
            labels.view(-1).index_copy_(0, places, scores.argmax(1) + 1);
            shares?.view(shares.shape[0], -1).index_copy_(1, places, scores.transpose(0, 1));
        }

        rasters.WriteLabels(Grown(labels, middles), valid, left + inset, top + inset);
        for (var band = 0; band < rasters.Shares?.Bands; band++)
        {
            var values = (Grown(shares!.select(0, band), middles) * valid).contiguous().DataSpan<float>();
            for (var y = 0; y < height; y++)
            {
                rasters.Shares.Write(band, top + inset + y, left + inset, MemoryMarshal.AsBytes(values.Slice(y * width, width)));
            }
        }

        return wanted.Count(value => value != 0);
    }

    private Window Inside(Window window) => window with { Width = Math.Min(window.Width, source.Width - window.Left), Height = Math.Min(window.Height, source.Height - window.Top) };

    private Tensor Read(Window window)
    {
        var inside = Inside(window);
        var (right, below) = (window.Width - inside.Width, window.Height - inside.Height);
        var pixels = source.Read(inside);
        return right > 0 || below > 0 ? ImageOps.Pad(pixels, 0, below, 0, right, BorderMode.Reflect101) : pixels;
    }

    private Tensor Grown(Tensor cells, Window middles) =>
        (stride == 1 ? cells : cells.repeat_interleave(stride, 0).repeat_interleave(stride, 1)).narrow(0, 0, middles.Height).narrow(1, 0, middles.Width);
}
