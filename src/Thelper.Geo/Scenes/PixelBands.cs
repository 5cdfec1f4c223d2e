using System.Runtime.InteropServices;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Takes the shares of the classes of a strip of a scene, and writes them and the class of each pixel that has data.</summary>
/// <param name="source">The scene.</param>
/// <param name="rasters">Where to.</param>
/// <param name="left">The first column of the strip.</param>
/// <param name="areScores">Whether what comes are the network's own scores: their shares of a softmax are taken.</param>
/// <param name="done">Told, once rows are written, which row comes next.</param>
internal sealed class PixelBands(SceneSource source, ClassRasters rasters, int left, bool areScores, Action<int> done) : IBandSink
{
    /// <inheritdoc/>
    public void Write(Tensor band, int top)
    {
        using var scope = NewDisposeScope();
        var (classes, rows, width) = ((int)band.shape[0], (int)band.shape[1], (int)band.shape[2]);
        var valid = source.Valid(new(left, top, width, rows));
        rasters.WriteLabels(band.argmax(0) + 1, valid, left, top);
        if (rasters.Shares is { } shares)
        {
            var values = ((areScores ? band.softmax(0) : band) * valid).contiguous().DataSpan<float>();
            for (var i = 0; i < classes * rows; i++)
            {
                shares.Write(i / rows, top + (i % rows), left, MemoryMarshal.AsBytes(values.Slice(i * width, width)));
            }
        }

        done(top + rows);
    }
}
