using System.Threading.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Hands complete rows to a sink, on a thread of its own where that is worth it: rows are written while the next windows are predicted on.</summary>
/// <param name="sink">The sink.</param>
/// <param name="isLarge">Whether the picture is large.</param>
internal sealed class BandWriter(IBandSink sink, bool isLarge) : IDisposable
{
    private readonly ILabelSink? labels = sink as ILabelSink;
    private readonly SideThread thread = new("bands", isLarge && sink is not IBriefSink);
    private Task<int>? waiting;

    /// <summary>Hands on rows. Those before are written then, so that there are never more than two bands.</summary>
    /// <param name="rows">The rows; owned here from now on.</param>
    /// <param name="top">The first of them.</param>
    /// <exception cref="UserErrorException">The rows before could not be written.</exception>
    public void Write(Tensor rows, int top)
    {
        rows.DetachFromDisposeScope();
        var areWanted = false;
        try
        {
            End();
            areWanted = true;
        }
        finally
        {
            if (!areWanted)
            {
                rows.Dispose();
            }
        }

        waiting = thread.Do(
            () =>
            {
                if (labels is null)
                {
                    sink.Write(rows, top);
                }
                else
                {
                    labels.WriteLabels(rows, top);
                }

                return 0;
            },
            rows);
    }

    /// <summary>Waits until all is written.</summary>
    /// <exception cref="UserErrorException">It could not be.</exception>
    public void End()
    {
        var last = waiting;
        waiting = null;
        last?.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => thread.Dispose();
}
