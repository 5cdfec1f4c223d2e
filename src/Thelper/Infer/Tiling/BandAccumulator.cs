using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Adds up the answers to windows, which come row after row, and hands on the rows that no later window changes.</summary>
/// <param name="plan">The windows.</param>
/// <param name="sink">Gets the rows.</param>
internal sealed class BandAccumulator(TilePlan plan, IBandSink sink) : IDisposable
{
    private Tensor? sums;
    private Tensor[] columnWeights = [];
    private Tensor[] rowWeights = [];
    private int scale;
    private int row;

    /// <summary>Adds the answer to a window.</summary>
    /// <param name="index">The window; they come in order.</param>
    /// <param name="answer">channels x height x width: the window's size times a whole number that is the same for all.</param>
    public void Add(int index, Tensor answer)
    {
        using var scope = NewDisposeScope();
        var (windowRow, column) = Math.DivRem(index, plan.Columns.Starts.Count);
        if (sums is null)
        {
            Begin(answer);
        }

        if (windowRow != row)
        {
            Pass(windowRow);
        }

        // Where this window counts: all of it, or what is its own.
        var (rows, columns) = (plan.Rows.Weights[windowRow], plan.Columns.Weights[column]);
        var part = Part(answer, rows.From, rows.Weights.Length, columns.From, columns.Weights.Length).to(ScalarType.Float32).cpu();
        var place = Part(sums!, rows.From, rows.Weights.Length, plan.Columns.Starts[column] + columns.From, columns.Weights.Length);
        if (plan.Options.Blend == WindowBlend.None)
        {
            place.copy_(part);
            return;
        }

        place.addcmul_(part, rowWeights[windowRow].unsqueeze(1) * columnWeights[column].unsqueeze(0));
    }

    /// <summary>Hands on the rest, after the last window.</summary>
    public void End() => Pass(plan.Rows.Starts.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        sums?.Dispose();
        foreach (var weights in rowWeights.Concat(columnWeights))
        {
            weights.Dispose();
        }
    }

    private void Begin(Tensor answer)
    {
        scale = (int)(answer.shape[1] / plan.Rows.Length);
        sums = zeros([answer.shape[0], (long)scale * plan.Rows.Length, (long)scale * plan.Width]).DetachFromDisposeScope();
        columnWeights = [.. plan.Columns.Weights.Select(Repeated)];
        rowWeights = [.. plan.Rows.Weights.Select(Repeated)];
    }

    private Tensor Repeated((int From, float[] Weights) axis) => tensor(axis.Weights).unsqueeze(1).repeat(1, scale).reshape(-1).DetachFromDisposeScope();

    private Tensor Part(Tensor tensor, int top, int height, int left, int width) =>
        tensor.narrow(1, (long)scale * top, (long)scale * height).narrow(2, (long)scale * left, (long)scale * width);

    // Rows above the next row of windows are complete; the others move up.
    private void Pass(int next)
    {
        using var scope = NewDisposeScope();
        var top = plan.Rows.Starts[row];
        var complete = (next < plan.Rows.Starts.Count ? plan.Rows.Starts[next] : plan.Height) - top;
        sink.Write(sums!.narrow(1, 0, (long)scale * complete), scale * top);
        var rest = (scale * plan.Rows.Length) - (scale * complete);
        if (rest > 0)
        {
            var kept = sums.narrow(1, (long)scale * complete, rest).clone();
            sums.zero_();
            sums.narrow(1, 0, rest).copy_(kept);
        }
        else
        {
            sums.zero_();
        }

        row = next;
    }
}
