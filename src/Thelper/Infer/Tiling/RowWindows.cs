using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>The windows of a picture in a file, of which only the rows of one row of windows are in memory.</summary>
/// <param name="rows">The picture, owned from now on.</param>
public sealed class RowWindows(ImageRows rows) : IWindowSource, IDisposable
{
    private Tensor? held;
    private int top;
    private int bottom;

    /// <inheritdoc/>
    public int Width => rows.Width;

    /// <inheritdoc/>
    public int Height => rows.Height;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The window begins above the one before.</exception>
    public Tensor Read(Window window)
    {
        if (window.Top < top)
        {
            throw new ArgumentException(FormattableString.Invariant($"row {window.Top} was passed; row {top} is the first that is left"), nameof(window));
        }

        Hold(window.Top, window.Top + window.Height);
        using var scope = NewDisposeScope();
        return held!.narrow(0, 0, window.Height).narrow(1, window.Left, window.Width).clone(MemoryFormat.Contiguous).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        held?.Dispose();
        rows.Dispose();
    }

    // Rows from 'from' to before 'to': those that were there move up, the others are read below them.
    private void Hold(int from, int to)
    {
        var row = 3 * Width;
        if (held is null || held.shape[0] < to - from)
        {
            Grow(to - from);
        }

        var pixels = held!.DataSpan<byte>();
        if (from > top)
        {
            var kept = Math.Max(0, bottom - from);
            pixels.Slice((bottom - top - kept) * row, kept * row).CopyTo(pixels);
            for (; bottom < from; bottom++)
            {
                rows.Read(pixels[..row]);
            }

            top = from;
        }

        if (bottom < to)
        {
            rows.Read(pixels[((bottom - top) * row)..((to - top) * row)]);
            bottom = to;
        }
    }

    private void Grow(int count)
    {
        var larger = empty([count, Width, 3], ScalarType.Byte).DetachFromDisposeScope();
        held?.DataSpan<byte>()[..((bottom - top) * 3 * Width)].CopyTo(larger.DataSpan<byte>());
        held?.Dispose();
        held = larger;
    }
}
