using Thelper.Infer.Tiling;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Takes the classes of a strip of a scene, where nobody wants their shares, and writes that of each pixel that has data.</summary>
/// <param name="source">The scene.</param>
/// <param name="rasters">Where to.</param>
/// <param name="left">The first column of the strip.</param>
/// <param name="done">Told, once rows are written, which row comes next.</param>
internal sealed class ClassBands(SceneSource source, ClassRasters rasters, int left, Action<int> done) : IBandSink, ILabelSink
{
    /// <inheritdoc/>
    public void Write(Tensor band, int top)
    {
        using var scope = NewDisposeScope();
        WriteLabels(band.argmax(0), top);
    }

    /// <inheritdoc/>
    public void WriteLabels(Tensor rows, int top)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)rows.shape[0], (int)rows.shape[1]);
        rasters.WriteLabels(rows + 1, source.Valid(new(left, top, width, height)), left, top);
        done(top + height);
    }
}
