using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Metrics.Counting;

/// <summary>Compares two label maps of any size pixel by pixel.</summary>
internal static class MaskOverlaps
{
    // With one code for the ignored label and one for the rest, every value of a byte has a row of its own.
    private const int Codes = 256;

    /// <summary>Counts pairs of labels.</summary>
    /// <exception cref="UserErrorException">The maps differ in shape, or hold no whole numbers.</exception>
    public static LabelConfusion Count(Tensor truth, Tensor predicted, int classes, long? ignored)
    {
        Check(truth);
        Check(predicted);
        if (!truth.shape.SequenceEqual(predicted.shape))
        {
            throw new UserErrorException($"label maps must have the same shape; these have [{string.Join(", ", truth.shape)}] and [{string.Join(", ", predicted.shape)}]");
        }

        using var scope = NewDisposeScope();
        var confusion = new LabelConfusion(classes, ignored);
        var (first, second) = (Ready(truth), Ready(predicted));
        switch (first.dtype, second.dtype)
        {
            case (ScalarType.Byte, ScalarType.Byte):
                confusion.Add<byte, byte>(first.DataSpan<byte>(), second.DataSpan<byte>());
                break;
            case (ScalarType.Byte, _):
                confusion.Add<byte, long>(first.DataSpan<byte>(), second.to(ScalarType.Int64).DataSpan<long>());
                break;
            case (_, ScalarType.Byte):
                confusion.Add<long, byte>(first.to(ScalarType.Int64).DataSpan<long>(), second.DataSpan<byte>());
                break;
            default:
                confusion.Add<long, long>(first.to(ScalarType.Int64).DataSpan<long>(), second.to(ScalarType.Int64).DataSpan<long>());
                break;
        }

        return confusion;
    }

    /// <summary>The intersection and union of every label that occurs; where one map has the ignored label, the other does not count.</summary>
    /// <exception cref="UserErrorException">The maps differ in shape, or hold no whole numbers.</exception>
    public static SortedDictionary<long, (long Both, long Union)> Of(Tensor mask1, Tensor mask2, long? ignored)
    {
        if (mask1.dtype != ScalarType.Byte || mask2.dtype != ScalarType.Byte)
        {
            Check(mask1);
            Check(mask2);
            using var scope = NewDisposeScope();
            if (mask1.numel() == 0 || Math.Min(aten.min(mask1).ToInt64(), aten.min(mask2).ToInt64()) < 0 || Math.Max(aten.max(mask1).ToInt64(), aten.max(mask2).ToInt64()) >= Codes)
            {
                return Slowly(mask1, mask2, ignored);
            }

            return Of(mask1.to(ScalarType.Byte), mask2.to(ScalarType.Byte), ignored);
        }

        var pairs = Count(mask1, mask2, Codes - 2, Codes - 1);
        var overlaps = new SortedDictionary<long, (long Both, long Union)>();
        for (var label = 0; label < Codes; label++)
        {
            long union = 0, occurs = 0;
            for (var other = 0; other < Codes; other++)
            {
                var count = pairs[label, other] + (other == label ? 0 : pairs[other, label]);
                occurs += count;
                union += label == ignored || other == ignored ? 0 : count;
            }

            if (occurs > 0)
            {
                overlaps[label] = (label == ignored ? 0 : pairs[label, label], union);
            }
        }

        return overlaps;
    }

    private static SortedDictionary<long, (long Both, long Union)> Slowly(Tensor mask1, Tensor mask2, long? ignored)
    {
        if (!mask1.shape.SequenceEqual(mask2.shape))
        {
            throw new UserErrorException($"label maps must have the same shape; these have [{string.Join(", ", mask1.shape)}] and [{string.Join(", ", mask2.shape)}]");
        }

        var first = Ready(mask1).to(ScalarType.Int64).DataSpan<long>();
        var second = Ready(mask2).to(ScalarType.Int64).DataSpan<long>();
        var overlaps = new SortedDictionary<long, (long Both, long Union)>();
        for (var i = 0; i < first.Length; i++)
        {
            var (a, b) = (first[i], second[i]);
            var counts = a != ignored && b != ignored ? 1 : 0;
            Add(a, a == b ? counts : 0, counts);
            if (a != b)
            {
                Add(b, 0, counts);
            }
        }

        return overlaps;

        void Add(long label, int both, int union)
        {
            var (bothSoFar, unionSoFar) = overlaps.GetValueOrDefault(label);
            overlaps[label] = (bothSoFar + both, unionSoFar + union);
        }
    }

    private static void Check(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.is_floating_point() || mask.is_complex())
        {
            throw new UserErrorException($"label maps must hold whole numbers, not {mask.dtype}");
        }
    }

    private static Tensor Ready(Tensor mask) => mask.cpu().contiguous();
}
