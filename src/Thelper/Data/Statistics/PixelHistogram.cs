using System.Numerics;
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
        var plain = image.detach().cpu();
        plain = plain.dtype is ScalarType.Byte or ScalarType.Float32 or ScalarType.Float64 ? plain : plain.to(ScalarType.Float64);
        var planes = Enumerable.Range(0, (int)Math.Min(mostChannels, plain.shape[2])).Select(channel => aten.select_int(plain, 2, channel).contiguous()).ToList();
        return plain.dtype switch
        {
            ScalarType.Byte => OfBytes(planes, bins),
            ScalarType.Float32 => OfNumbers<float>(planes, bins),
            _ => OfNumbers<double>(planes, bins),
        };
    }

    // There are 256 of them: what each is counted as follows from its own count.
    private static PixelHistogram OfBytes(IReadOnlyList<Tensor> planes, int bins)
    {
        var all = new List<long[]>();
        foreach (var plane in planes)
        {
            var counts = new long[byte.MaxValue + 1];
            foreach (var value in plane.DataSpan<byte>())
            {
                counts[value]++;
            }

            all.Add(counts);
        }

        var seen = Enumerable.Range(0, byte.MaxValue + 1).Where(value => all.Exists(counts => counts[value] > 0)).ToList();
        var (least, most) = ((double)seen[0], (double)seen[^1]);
        return new(least, most, all.ConvertAll(counts =>
        {
            var found = new long[bins];
            seen.ForEach(value => found[Place(value, least, most, bins)] += counts[value]);
            return (IReadOnlyList<long>)found;
        }));
    }

    private static PixelHistogram? OfNumbers<T>(List<Tensor> planes, int bins)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var plane in planes)
        {
            foreach (var value in plane.DataSpan<T>())
            {
                if (T.IsFinite(value))
                {
                    var number = double.CreateTruncating(value);
                    (least, most) = (Math.Min(least, number), Math.Max(most, number));
                }
            }
        }

        return least > most ? null : new(least, most, planes.ConvertAll(plane =>
        {
            var found = new long[bins];
            foreach (var value in plane.DataSpan<T>())
            {
                if (T.IsFinite(value))
                {
                    found[Place(double.CreateTruncating(value), least, most, bins)]++;
                }
            }

            return (IReadOnlyList<long>)found;
        }));
    }

    // The largest value belongs to the last range.
    private static int Place(double value, double least, double most, int bins) => most > least ? Math.Min(bins - 1, (int)((value - least) / (most - least) * bins)) : 0;
}
