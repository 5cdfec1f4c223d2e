using System.Runtime.InteropServices;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Takes the numbers that a model answers with for each pixel of a strip, one or several and perhaps finer than the scene, and writes them.</summary>
/// <param name="scratch">Where the scene is worked on; it learns how many numbers there are.</param>
/// <param name="open">Opens the raster of the numbers, once that is known.</param>
/// <param name="strip">The strip.</param>
/// <param name="done">Told, once rows are written, which row of the scene comes next.</param>
internal sealed class ValueBands(SceneScratch scratch, Func<RawRaster> open, TileStrip strip, Action<int> done) : IBandSink
{
    /// <inheritdoc/>
    public void Write(Tensor band, int top)
    {
        using var scope = NewDisposeScope();
        var (channels, rows, width) = ((int)band.shape[0], (int)band.shape[1], (int)band.shape[2]);
        var scale = width / (strip.Right - strip.Left);
        if (scratch.Progress.Channels == 0)
        {
            scratch.Commit(scratch.Progress with { Channels = channels, Scale = scale });
        }

        var values = band.contiguous().DataSpan<float>();
        for (var i = 0; i < channels * rows; i++)
        {
            open().Write(i / rows, top + (i % rows), strip.Left * scale, MemoryMarshal.AsBytes(values.Slice(i * width, width)));
        }

        done((top + rows) / scale);
    }
}
