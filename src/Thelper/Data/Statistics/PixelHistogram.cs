using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Data.Statistics;

/// <summary>How often the values of an image are in each of equally wide ranges, by channel.</summary>
/// <param name="Least">The smallest finite value.</param>
/// <param name="Most">The largest finite value.</param>
/// <param name="Counts">Numbers of pixels, a list for each channel.</param>
public sealed record PixelHistogram(double Least, double Most, IReadOnlyList<IReadOnlyList<long>> Counts)
{
    /// <summary>Counts.</summary>
    /// <param name="image">H×W×C of any type.</param>
    /// <param name="bins">How many ranges, at least 1.</param>
    /// <param name="mostChannels">The channels that are counted: the first ones.</param>
    /// <returns>The counts; null where no value is finite.</returns>
    public static PixelHistogram? Of(Tensor image, int bins = 64, int mostChannels = 16)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        using var scope = NewDisposeScope();
        // A bin of float32 counts up to 2^24.
        const long MostExact = 1L << 24;
        var wide = image.dtype == ScalarType.Float64 || image.numel() > MostExact ? ScalarType.Float64 : ScalarType.Float32;
        var values = aten.narrow(image.detach().cpu().to(wide), 2, 0, Math.Min(mostChannels, image.shape[2]));
        var known = Known(values, image);
        if (known.numel() == 0)
        {
            return null;
        }

        var (least, most) = (known.min().to(ScalarType.Float64).ToDouble(), known.max().to(ScalarType.Float64).ToDouble());
        var counts = new List<IReadOnlyList<long>>();
        for (var channel = 0; channel < values.shape[2]; channel++)
        {
            var plane = Known(aten.select_int(values, 2, channel), image);
            counts.Add(aten.histc(plane.contiguous(), bins, least, most).to(ScalarType.Int64).DataSpan<long>().ToArray());
        }

        return new(least, most, counts);
    }

    private static Tensor Known(Tensor values, Tensor image) => image.is_floating_point() ? values.masked_select(values.isfinite()) : values;
}
