using Thelper.Imaging;
using Thelper.Infer.Tiling;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Writes a restored image row by row.</summary>
/// <param name="stream">Where to.</param>
/// <param name="predictor">Knows what the network's numbers stand for.</param>
/// <param name="width">Width of the picture that is restored.</param>
/// <param name="height">Its height.</param>
internal sealed class PictureBands(Stream stream, Predictor predictor, int width, int height) : IBandSink, IDisposable
{
    private PngWriter? png;
    private PixelScale? scale;
    private long[] shape = [];

    /// <inheritdoc/>
    public void Write(Tensor band, int top)
    {
        using var scope = NewDisposeScope();
        scale ??= predictor.ScaleOf(band.shape);
        var picture = scale.Picture(band);
        png ??= Begin(band);
        png.Write(picture.contiguous().DataSpan<byte>());
        shape[1] += band.shape[1];
    }

    /// <summary>Ends the file.</summary>
    /// <returns>The shape of the image: channels, height, width.</returns>
    public IReadOnlyList<long> End()
    {
        png!.End();
        return shape;
    }

    /// <inheritdoc/>
    public void Dispose() => png?.Dispose();

    private PngWriter Begin(Tensor band)
    {
        shape = [band.shape[0], 0, band.shape[2]];
        return new(stream, (int)band.shape[2], height * (int)(band.shape[2] / width), band.shape[0] == 3 ? PngFormat.Rgb : PngFormat.Gray, software: ResultMark.Software);
    }
}
