using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>What the transforms make of the values of pixels: each channel is shifted and stretched. Found by what they make of pictures of one colour.</summary>
internal sealed class PixelScale
{
    /// <summary>Height and width of the pictures of one colour.</summary>
    public const int Side = 32;

    private const double Least = 1e-6;
    private const double Most = 255;
    private readonly double[] black;
    private readonly double[] white;
    private readonly bool isBgr;

    private PixelScale(double[] black, double[] white, bool isBgr) => (this.black, this.white, this.isBgr) = (black, white, isBgr);

    /// <summary>Channels of what the network sees: 1 or 3.</summary>
    public int Channels => black.Length;

    /// <summary>Finds the scale.</summary>
    /// <param name="become">What becomes of a picture of a colour (blue, green, red): channels x height x width, owned here; null where that cannot be.</param>
    /// <returns>The scale; null where there is none.</returns>
    public static PixelScale? Of(Func<byte, byte, byte, Tensor?> become)
    {
        using var scope = NewDisposeScope();
        if (Means(become(0, 0, 0)) is not { } black || Means(become(255, 255, 255)) is not { } white || Means(become(255, 0, 0)) is not { } blue || white.Length != black.Length
            || !black.Concat(white).All(double.IsFinite) || black.Zip(white).Any(pair => Math.Abs(pair.First - pair.Second) < Least))
        {
            return null;
        }

        return new(black, white, black.Length == 1 || Math.Abs(blue[0] - black[0]) > Math.Abs(blue[^1] - black[^1]));
    }

    /// <summary>The picture of what a network painted.</summary>
    /// <param name="values">channels x height x width in the network's numbers; as many channels as the network sees.</param>
    /// <returns>uint8 height x width x 3, red, green, blue; height x width for one channel. What lies beyond black or white is cut off there.</returns>
    public Tensor Picture(Tensor values)
    {
        using var scope = NewDisposeScope();
        var (low, high) = (Column(black), Column(white));
        var shares = (values.to(ScalarType.Float32) - low) / (high - low);
        var bytes = aten.nan_to_num(shares * Most, 0, Most, 0).round().clamp(0, Most).to(ScalarType.Byte);
        return (Channels == 1 ? bytes.squeeze(0).contiguous() : (isBgr ? bytes.flip(0) : bytes).permute(1, 2, 0).contiguous()).MoveToOuterDisposeScope();
    }

    // Of each channel; null for other shapes than 1 or 3 channels.
    private static double[]? Means(Tensor? prepared)
    {
        using var image = prepared;
        if (image is not { ndim: 3 } || image.shape[0] is not (1 or 3))
        {
            return null;
        }

        return [.. Enumerable.Range(0, (int)image.shape[0]).Select(i => image.select(0, i).to(ScalarType.Float64).mean().ToDouble())];
    }

    private static Tensor Column(double[] values) => tensor(Array.ConvertAll(values, value => (float)value)).view(-1, 1, 1);
}
