using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Adds up the answers to windows, which come row after row, and hands on the rows that no later window changes.</summary>
/// <remarks>
/// What is held: the sums of one window, those of the rows that the next row of windows goes on with, and the complete rows, of which a <see cref="ILabelSink"/> needs one number a pixel.
/// </remarks>
/// <param name="plan">The windows.</param>
/// <param name="strip">The part of the picture that is wanted.</param>
/// <param name="sink">Gets the rows. Those above the first answer are left out: nobody knows yet how many channels there are.</param>
internal sealed class BandAccumulator(TilePlan plan, TileStrip strip, IBandSink sink) : IDisposable
{
    private readonly ILabelSink? labels = sink as ILabelSink;
    private readonly int firstColumn = strip.Columns(plan).Start.Value;
    private readonly int endColumn = strip.Columns(plan).End.Value;
    private Tensor[] columnWeights = [];
    private Tensor[] rowWeights = [];
    private Tensor? window;
    private Tensor? carried;
    private Tensor? band;
    private int scale;
    private int row = strip.FirstNeeded(plan);
    private int column = strip.Columns(plan).Start.Value;

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

        // Where this window counts: all of it, or what is its own.
        var (rows, columns) = (plan.Rows.Weights[row], plan.Columns.Weights[column]);
        var part = Part(answer, rows.From, rows.Weights.Length, columns.From, columns.Weights.Length).to(ScalarType.Float32).cpu();
        Part(window!, rows.From, rows.Weights.Length, columns.From, columns.Weights.Length).addcmul_(part, rowWeights[row].unsqueeze(1) * columnWeights[column].unsqueeze(0));
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
        foreach (var weights in rowWeights.Concat(columnWeights))
        {
            weights.Dispose();
        }
    }

    // Pixels up to the next window, or to the picture's edge.
    private static int Step(AxisPlan axis, int index, int size) => (index + 1 < axis.Starts.Count ? axis.Starts[index + 1] : size) - axis.Starts[index];

    private void Begin(Tensor answer)
    {
        scale = (int)(answer.shape[1] / plan.Rows.Length);
        window = zeros([answer.shape[0], (long)scale * plan.Rows.Length, (long)scale * plan.Columns.Length]).DetachFromDisposeScope();
        var most = plan.Rows.Length - Enumerable.Range(0, plan.Rows.Starts.Count).Min(row => Step(plan.Rows, row, plan.Height));
        carried = zeros([answer.shape[0], (long)scale * most, (long)scale * (strip.Right - strip.Left)]).DetachFromDisposeScope();
        columnWeights = [.. plan.Columns.Weights.Select(Repeated)];
        rowWeights = [.. plan.Rows.Weights.Select(Repeated)];
    }

    private Tensor Repeated((int From, float[] Weights) axis) => tensor(axis.Weights).unsqueeze(1).repeat(1, scale).reshape(-1).DetachFromDisposeScope();

    private Tensor Part(Tensor tensor, int top, int height, int left, int width) =>
        tensor.narrow(1, (long)scale * top, (long)scale * height).narrow(2, (long)scale * left, (long)scale * width);

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
            Keep(left - start, left - strip.Left, right - left);
        }

        var kept = Part(window!, 0, plan.Rows.Length, width, plan.Columns.Length - width).clone();
        window!.zero_();
        Part(window, 0, plan.Rows.Length, 0, plan.Columns.Length - width).copy_(kept);
        column++;
    }

    // A part of the window's columns, and where it is in the strip.
    private void Keep(int from, int to, int width)
    {
        var complete = Step(plan.Rows, row, plan.Height);
        var rest = plan.Rows.Length - complete;
        var before = row == 0 ? 0 : plan.Rows.Length - Step(plan.Rows, row - 1, plan.Height);
        if (before > 0)
        {
            Part(window!, 0, before, from, width).add_(Part(carried!, 0, before, to, width));
        }

        band ??= NewBand(complete);
        var done = Part(window!, 0, complete, from, width);
        if (labels is null)
        {
            Part(band, 0, complete, to, width).copy_(done);
        }
        else
        {
            band.narrow(1, (long)scale * to, (long)scale * width).copy_(done.argmax(0));
        }

        if (rest > 0)
        {
            Part(carried!, 0, rest, to, width).copy_(Part(window!, complete, rest, from, width));
        }
    }

    private Tensor NewBand(int rows)
    {
        long[] size = [(long)scale * rows, (long)scale * (strip.Right - strip.Left)];
        return (labels is null ? zeros([window!.shape[0], .. size]) : zeros(size, ScalarType.Int64)).DetachFromDisposeScope();
    }

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
