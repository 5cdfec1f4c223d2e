using System.Runtime.InteropServices;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Takes the shares of the classes of a strip of a scene, and writes them and the class of each pixel that has data.</summary>
/// <param name="source">The scene.</param>
/// <param name="rasters">Where to; shares are wanted.</param>
/// <param name="left">The first column of the strip.</param>
/// <param name="areScores">Whether what comes are the network's own scores: their shares of a softmax are taken.</param>
/// <param name="done">Told, once rows are written, which row comes next.</param>
internal sealed class PixelBands(SceneSource source, ClassRasters rasters, int left, bool areScores, Action<int> done) : IBandSink
{
    // A class is a number of eight bytes before it is one of one.
    private const int MostPixels = 1 << 20;

    /// <inheritdoc/>
    public void Write(Tensor band, int top)
    {
        var rows = (int)band.shape[1];
        var step = (int)Math.Max(1, MostPixels / band.shape[2]);
        for (var row = 0; row < rows; row += step)
        {
            using var scope = NewDisposeScope();
            WriteRows(band.narrow(1, row, Math.Min(step, rows - row)), top + row);
        }

        done(top + rows);
    }

    private void WriteRows(Tensor band, int top)
    {
        var (classes, rows, width) = ((int)band.shape[0], (int)band.shape[1], (int)band.shape[2]);
        var valid = source.Valid(new(left, top, width, rows));
        rasters.WriteLabels(band.argmax(0) + 1, valid, left, top);
        var values = ((areScores ? band.softmax(0) : band) * valid).contiguous().DataSpan<float>();
        for (var i = 0; i < classes * rows; i++)
        {
            rasters.Shares!.Write(i / rows, top + (i % rows), left, MemoryMarshal.AsBytes(values.Slice(i * width, width)));
        }
    }
}
