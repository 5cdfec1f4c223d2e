using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Adds up the answers to windows, which come row after row, and hands on the rows that no later window changes.</summary>
/// <remarks>
/// What is held: the sums of one window, those of the rows that the next row of windows goes on with, and the complete rows, of which a <see cref="ILabelSink"/> needs one number a pixel.
/// </remarks>
/// <param name="plan">The windows.</param>
/// <param name="strip">The part of the picture that is wanted.</param>
/// <param name="sink">Gets the rows. Those above the first answer are left out: nobody knows yet how many channels there are.</param>
internal sealed unsafe class BandAccumulator(TilePlan plan, TileStrip strip, IBandSink sink) : IDisposable
{
    private readonly ILabelSink? labels = sink as ILabelSink;
    private readonly int firstColumn = strip.Columns(plan).Start.Value;
    private readonly int endColumn = strip.Columns(plan).End.Value;
    private float[][] columnWeights = [];
    private float[][] rowWeights = [];
    private Tensor? window;
    private Tensor? carried;
    private Tensor? band;
    private float* windowSums;
    private float* carriedSums;
    private int carriedRows;
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
        if (window is null)
        {
            Begin(answer);
        }

        FinishTo(windowColumn);
        var plain = answer.to(ScalarType.Float32).cpu();
        plain = plain.stride(2) == 1 ? plain : plain.contiguous();

        // Where this window counts: all of it, or what is its own.
        var (top, left) = (scale * plan.Rows.Weights[row].From, scale * plan.Columns.Weights[column].From);
        var (ofRows, ofColumns) = (rowWeights[row], columnWeights[column]);
        var (channelStep, rowStep) = (plain.stride(0), plain.stride(1));
        var values = (float*)plain.DataPointer + left;
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < ofRows.Length; y++)
            {
                WindowSums.Add(new(values + (c * channelStep) + ((top + y) * rowStep), ofColumns.Length), ofColumns, ofRows[y], InWindow(c, top + y, left, ofColumns.Length));
            }
        }
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
        window?.Dispose();
        carried?.Dispose();
        band?.Dispose();
    }

    // Pixels up to the next window, or to the picture's edge.
    private static int Step(AxisPlan axis, int index, int size) => (index + 1 < axis.Starts.Count ? axis.Starts[index + 1] : size) - axis.Starts[index];

    // A part of a row of one channel.
    private Span<float> InWindow(int channel, int y, int x, int width) => new(windowSums + ((((long)channel * WindowRows) + y) * WindowColumns) + x, width);

    private Span<float> InCarried(int channel, int y, int x, int width) => new(carriedSums + ((((long)channel * carriedRows) + y) * StripColumns) + x, width);

    private void Begin(Tensor answer)
    {
        (channels, scale) = ((int)answer.shape[0], (int)(answer.shape[1] / plan.Rows.Length));
        window = zeros([channels, WindowRows, WindowColumns]).DetachFromDisposeScope();
        carriedRows = scale * (plan.Rows.Length - Enumerable.Range(0, plan.Rows.Starts.Count).Min(row => Step(plan.Rows, row, plan.Height)));
        carried = zeros([channels, carriedRows, StripColumns]).DetachFromDisposeScope();
        windowSums = (float*)window.DataPointer;
        carriedSums = (float*)carried.DataPointer;
        columnWeights = [.. plan.Columns.Weights.Select(Repeated)];
        rowWeights = [.. plan.Rows.Weights.Select(Repeated)];
    }

    private float[] Repeated((int From, float[] Weights) axis) => [.. axis.Weights.SelectMany(weight => Enumerable.Repeat(weight, scale))];

    // Windows that nobody answers for leave what their neighbours say.
    private void FinishTo(int next)
    {
        while (column < next)
        {
            Finish();
        }
    }

    // Columns left of the next window are complete but for the rows that the next row of windows sees too; the others move to the left.
    private void Finish()
    {
        var (start, width) = (plan.Columns.Starts[column], Step(plan.Columns, column, plan.Width));
        var (left, right) = (Math.Max(start, strip.Left), Math.Min(start + width, strip.Right));
        if (left < right)
        {
            Keep(scale * (left - start), scale * (left - strip.Left), scale * (right - left));
        }

        var rest = WindowColumns - (scale * width);
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < WindowRows; y++)
            {
                var sums = InWindow(c, y, 0, WindowColumns);
                sums[^rest..].CopyTo(sums);
                sums[rest..].Clear();
            }
        }

        column++;
    }

    // A part of the window's columns, and where it is in the strip.
    private void Keep(int from, int to, int width)
    {
        var complete = scale * Step(plan.Rows, row, plan.Height);
        var before = row == 0 ? 0 : WindowRows - (scale * Step(plan.Rows, row - 1, plan.Height));
        band ??= NewBand(complete);
        var result = band.DataPointer;
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < WindowRows; y++)
            {
                var sums = InWindow(c, y, from, width);
                if (y < before)
                {
                    WindowSums.Add(InCarried(c, y, to, width), sums);
                }

                if (y >= complete)
                {
                    sums.CopyTo(InCarried(c, y - complete, to, width));
                }
                else if (labels is null)
                {
                    sums.CopyTo(new((float*)result + ((((long)c * complete) + y) * StripColumns) + to, width));
                }
            }
        }

        for (var y = 0; labels is not null && y < complete; y++)
        {
            fixed (float* sums = InWindow(0, y, from, width))
            {
                WindowSums.FindGreatest(sums, (long)WindowRows * WindowColumns, channels, new((long*)result + ((long)y * StripColumns) + to, width));
            }
        }
    }

    private Tensor NewBand(int rows) => (labels is null ? zeros([channels, rows, StripColumns]) : zeros([rows, StripColumns], ScalarType.Int64)).DetachFromDisposeScope();

    // Rows above the next row of windows are complete.
    private void Pass()
    {
        if (window is not null)
        {
            using var scope = NewDisposeScope();
            FinishTo(endColumn);
            if (row >= strip.FirstRow)
            {
                HandOn(scale * plan.Rows.Starts[row]);
            }

            band!.Dispose();
            band = null;

            // What lies right of the strip is not of the next row.
            window.zero_();
        }

        row++;
        column = firstColumn;
    }

    private void HandOn(int top)
    {
        if (labels is null)
        {
            sink.Write(band!, top);
        }
        else
        {
            labels.WriteLabels(band!, top);
        }
    }
}
