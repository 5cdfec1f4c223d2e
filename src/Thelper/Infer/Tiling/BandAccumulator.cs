using System.Runtime.InteropServices;
using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Adds up the answers to windows, which come row after row, and hands on the rows that no later window changes.</summary>
/// <remarks>
/// A pixel's sum is carried from window to window as long as later ones see it too: to the right within a row of windows, and below. What nobody sees again is read once and written once, in the
/// result. The result of a row of windows is complete after its last one.
/// </remarks>
/// <param name="plan">The windows.</param>
/// <param name="strip">The part of the picture that is wanted.</param>
/// <param name="isLabels">Whether of each pixel the channel with the greatest sum alone is wanted.</param>
/// <param name="sink">Gets the rows, and owns them: float32 channels x rows x width, of labels int32 rows x width; and the first of these rows. Those above the first answer are left out: nobody knows yet how many channels there are.</param>
internal sealed unsafe class BandAccumulator(TilePlan plan, TileStrip strip, bool isLabels, Action<Tensor, int> sink) : IDisposable
{
    // Threads take some rows at a time.
    private const int RowsAtOnce = 16;
    private readonly int firstColumn = strip.Columns(plan).Start.Value;
    private readonly int endColumn = strip.Columns(plan).End.Value;

    // Of columns before each other, for native code.
    private nint[] columnWeights = [];
    private float[][] rowWeights = [];
    private Tensor? besides;
    private Tensor? carried;
    private Tensor? band;
    private float* besideSums;
    private float* carriedSums;
    private int besideColumns;
    private int carriedRows;
    private int shared;
    private int channels;
    private int scale;
    private int row = strip.FirstNeeded(plan);
    private int column = strip.Columns(plan).Start.Value;

    private int WindowRows => scale * plan.Rows.Length;

    private int WindowColumns => scale * plan.Columns.Length;

    private int StripColumns => scale * (strip.Right - strip.Left);

    /// <summary>Adds the answer to a window.</summary>
    /// <param name="index">The window; they come in order.</param>
    /// <param name="answer">channels x height x width: the window's size times a whole number that is the same for all.</param>
    public void Add(int index, Tensor answer)
    {
        using var scope = NewDisposeScope();
        var (windowRow, windowColumn) = Math.DivRem(index, plan.Columns.Starts.Count);
        PassTo(windowRow);
        if (besides is null)
        {
            Begin(answer);
        }

        FinishTo(windowColumn);
        var plain = answer.to(ScalarType.Float32).cpu();
        plain = plain.stride(2) == 1 ? plain : plain.contiguous();
        Finish((float*)plain.DataPointer, plain.stride(0), plain.stride(1));
    }

    /// <summary>Hands on what no window from a row on changes.</summary>
    /// <param name="next">The row.</param>
    public void PassTo(int next)
    {
        while (row < next)
        {
            Pass();
        }
    }

    /// <summary>Hands on the rest, after the last window.</summary>
    public void End() => PassTo(plan.Rows.Starts.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        besides?.Dispose();
        carried?.Dispose();
        band?.Dispose();
        foreach (var weights in columnWeights)
        {
            NativeMemory.Free((void*)weights);
        }

        columnWeights = [];
    }

    // Pixels up to the next window, or to the picture's edge.
    private static int Step(AxisPlan axis, int index, int size) => (index + 1 < axis.Starts.Count ? axis.Starts[index + 1] : size) - axis.Starts[index];

    // The most pixels that a window shares with the next.
    private static int Shared(AxisPlan axis, int size) => axis.Length - Enumerable.Range(0, axis.Starts.Count).Min(index => Step(axis, index, size));

    private void Begin(Tensor answer)
    {
        (channels, scale) = ((int)answer.shape[0], (int)(answer.shape[1] / plan.Rows.Length));
        besideColumns = scale * Shared(plan.Columns, plan.Width);
        carriedRows = scale * Shared(plan.Rows, plan.Height);
        besides = empty([channels, WindowRows, besideColumns]).DetachFromDisposeScope();
        carried = zeros([channels, carriedRows, StripColumns]).DetachFromDisposeScope();
        besideSums = (float*)besides.DataPointer;
        carriedSums = (float*)carried.DataPointer;
        columnWeights = [.. plan.Columns.Weights.Select(axis => Native(Repeated(axis)))];
        rowWeights = [.. plan.Rows.Weights.Select(Repeated)];
    }

    private float[] Repeated((int From, float[] Weights) axis) => [.. axis.Weights.SelectMany(weight => Enumerable.Repeat(weight, scale))];

    private static nint Native(float[] numbers)
    {
        var memory = NativeMemory.Alloc((nuint)numbers.Length, sizeof(float));
        numbers.CopyTo(new Span<float>(memory, numbers.Length));
        return (nint)memory;
    }

    // Windows that nobody answers for leave what their neighbours say.
    private void FinishTo(int next)
    {
        while (column < next)
        {
            Finish(null, 0, 0);
        }
    }

    // Columns left of the next window are complete but for the rows that the next row of windows sees too; the others go on with the next window.
    private void Finish(float* values, long channelStep, long rowStep)
    {
        var complete = scale * Step(plan.Rows, row, plan.Height);
        band ??= NewBand(complete);
        var part = new Part
        {
            Values = values,
            ChannelStep = channelStep,
            RowStep = rowStep,
            Weights = (float*)columnWeights[column],
            From = values is null ? 0 : scale * plan.Columns.Weights[column].From,
            Count = values is null ? 0 : scale * plan.Columns.Weights[column].Weights.Length,
            Result = (void*)band.DataPointer,
            Step = scale * Step(plan.Columns, column, plan.Width),
            Complete = complete,
            Before = row == 0 ? 0 : WindowRows - (scale * Step(plan.Rows, row - 1, plan.Height)),
        };

        // What a row leaves for the one so many further down, that one writes over: a thread has both, one after the other.
        var rows = Math.Min(complete, WindowRows);
        TorchThreads.For(rows, RowsAtOnce, (first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                for (var next = y; next < WindowRows; next += part.Complete)
                {
                    AddRow(part, next);
                }
            }
        });
        shared = WindowColumns - part.Step;
        column++;
    }

    private void AddRow(in Part part, int y)
    {
        var start = scale * plan.Columns.Starts[column];
        var (left, right) = (Math.Max(start, scale * strip.Left) - start, Math.Min(start + part.Step, scale * strip.Right) - start);
        for (var x = left; x < right;)
        {
            var to = (scale * (plan.Columns.Starts[column] - strip.Left)) + x;
            var terms = TermsOf(part, x, y, y < part.Before ? InCarried(y, to) : null, out var end);
            end = Math.Min(end, right);
            if (isLabels && y < part.Complete)
            {
                WindowSums.FindGreatest(terms, channels, end - x, (int*)part.Result + ((long)y * StripColumns) + to);
            }
            else
            {
                var sums = y < part.Complete ? (float*)part.Result + ((long)y * StripColumns) + to : InCarried(y - part.Complete, to);
                var step = (long)(y < part.Complete ? part.Complete : carriedRows) * StripColumns;
                for (var c = 0; c < channels; c++)
                {
                    WindowSums.Add(terms, c, end - x, sums + (c * step));
                }
            }

            x = end;
        }

        for (var x = part.Step; x < WindowColumns;)
        {
            var terms = TermsOf(part, x, y, null, out var end);
            for (var c = 0; c < channels; c++)
            {
                WindowSums.Add(terms, c, end - x, Beside(y, x - part.Step) + ((long)c * WindowRows * besideColumns));
            }

            x = end;
        }
    }

    // What is said of a pixel of the window and those right of it, up to where it is something else.
    private WindowTerms TermsOf(in Part part, int x, int y, float* above, out int end)
    {
        var (top, weights) = (scale * plan.Rows.Weights[row].From, rowWeights[row]);
        var isSeen = y >= top && y < top + weights.Length && x >= part.From && x < part.From + part.Count;
        end = WindowColumns;
        foreach (var edge in (ReadOnlySpan<int>)[shared, part.From, part.From + part.Count])
        {
            end = edge > x && edge < end ? edge : end;
        }

        return new()
        {
            Values = isSeen ? part.Values + (y * part.RowStep) + x : null,
            ValueStep = part.ChannelStep,
            Weights = part.Weights + (x - part.From),
            Weight = isSeen ? weights[y - top] : 0,
            Before = x < shared ? Beside(y, x) : null,
            BeforeStep = (long)WindowRows * besideColumns,
            Above = above,
            AboveStep = (long)carriedRows * StripColumns,
        };
    }

    // The first channel's sums of the windows to the left.
    private float* Beside(int y, int x) => besideSums + ((long)y * besideColumns) + x;

    // And of those above.
    private float* InCarried(int y, int x) => carriedSums + ((long)y * StripColumns) + x;

    private Tensor NewBand(int rows) => (isLabels ? empty([rows, StripColumns], ScalarType.Int32) : empty([channels, rows, StripColumns])).DetachFromDisposeScope();

    // Rows above the next row of windows are complete.
    private void Pass()
    {
        if (besides is not null)
        {
            FinishTo(endColumn);
            var rows = band!;
            band = null;
            if (row >= strip.FirstRow)
            {
                sink(rows, scale * plan.Rows.Starts[row]);
            }
            else
            {
                rows.Dispose();
            }

            // What lies right of the strip is not of the next row.
            shared = 0;
        }

        row++;
        column = firstColumn;
    }

    // A window, and where what it says goes.
    private readonly struct Part
    {
        public float* Values { get; init; }

        public long ChannelStep { get; init; }

        public long RowStep { get; init; }

        public float* Weights { get; init; }

        // The columns in which it counts.
        public int From { get; init; }

        public int Count { get; init; }

        public void* Result { get; init; }

        // Columns up to the next window.
        public int Step { get; init; }

        // Rows that no window below sees, and those that one above saw.
        public int Complete { get; init; }

        public int Before { get; init; }
    }
}
