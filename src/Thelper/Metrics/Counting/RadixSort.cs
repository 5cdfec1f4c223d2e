using System.Numerics;

namespace Thelper.Metrics.Counting;

/// <summary>Sorts many millions of numbers: by the leading bits into buckets that fit the cache, each of these by its remaining bits, on all processors.</summary>
internal static class RadixSort
{
    private const int Digit = 11;
    private const int Buckets = 1 << Digit;
    private const int Small = 256;
    private const int InCache = 1 << 15;
    private const int ParallelFrom = 1 << 17;

    /// <summary>Numbers whose unsigned order is that of the doubles, without NaN. Both zeros become the same.</summary>
    public static ulong KeyOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }

    /// <summary>The double of a key.</summary>
    public static double ValueOf(ulong key)
    {
        var bits = (long)key;
        return BitConverter.Int64BitsToDouble(bits < 0 ? bits ^ long.MinValue : ~bits);
    }

    /// <summary>Sorts keys upwards.</summary>
    /// <param name="keys">The keys.</param>
    public static void Sort(ulong[] keys)
    {
        if (keys.Length <= Small)
        {
            Array.Sort(keys);
            return;
        }

        Sort(keys, new ulong[keys.Length], 0, keys.Length);
    }

    // Sorts a range in place; the buffer's same range is free for use.
    private static void Sort(ulong[] keys, ulong[] buffer, int start, int length)
    {
        var part = keys.AsSpan(start, length);
        if (length <= Small)
        {
            part.Sort();
            return;
        }

        var (low, varying) = Extent(part);
        if (varying == 0)
        {
            return;
        }

        if (length <= InCache)
        {
            SortByDigits(part, buffer.AsSpan(start, length), varying);
            return;
        }

        // The range is narrowed to what occurs, since scores tend to crowd together.
        var shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(Highest(part) - low) - Digit);
        var ends = Distribute(keys, buffer, start, length, low, shift);
        void SortBucket(int bucket)
        {
            var from = bucket == 0 ? 0 : ends[bucket - 1];
            var count = ends[bucket] - from;
            if (count > 0)
            {
                buffer.AsSpan(start + from, count).CopyTo(keys.AsSpan(start + from, count));
                Sort(keys, buffer, start + from, count);
            }
        }

        if (length >= ParallelFrom)
        {
            System.Threading.Tasks.Parallel.For(0, Buckets, SortBucket);
            return;
        }

        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            SortBucket(bucket);
        }
    }

    // Moves keys into the buffer, bucket by bucket; gives where each bucket ends.
    private static int[] Distribute(ulong[] keys, ulong[] buffer, int start, int length, ulong low, int shift)
    {
        var parts = length >= ParallelFrom ? Environment.ProcessorCount : 1;
        var counts = new int[parts][];
        Run(part =>
        {
            var own = counts[part] = new int[Buckets];
            foreach (var key in Part(keys, part))
            {
                own[(int)((key - low) >> shift)]++;
            }
        });
        var ends = new int[Buckets];
        var place = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            foreach (var own in counts)
            {
                (own[bucket], place) = (place, place + own[bucket]);
            }

            ends[bucket] = place;
        }

        Run(part =>
        {
            var own = counts[part];
            var target = buffer.AsSpan(start, length);
            foreach (var key in Part(keys, part))
            {
                target[own[(int)((key - low) >> shift)]++] = key;
            }
        });
        return ends;

        ReadOnlySpan<ulong> Part(ulong[] all, int part)
        {
            var (from, to) = ((int)((long)length * part / parts), (int)((long)length * (part + 1) / parts));
            return all.AsSpan(start + from, to - from);
        }

        void Run(Action<int> action)
        {
            if (parts == 1)
            {
                action(0);
            }
            else
            {
                System.Threading.Tasks.Parallel.For(0, parts, action);
            }
        }
    }

    // Digit by digit from the lowest, leaving out those in which all keys agree, such as the low half of a single-precision score.
    private static void SortByDigits(Span<ulong> keys, Span<ulong> buffer, ulong varying)
    {
        Span<int> places = stackalloc int[Buckets];
        var swapped = false;
        for (var shift = BitOperations.TrailingZeroCount(varying); shift < 64 && varying >> shift != 0;)
        {
            places.Clear();
            foreach (var key in keys)
            {
                places[(int)(key >> shift) & (Buckets - 1)]++;
            }

            var place = 0;
            for (var digit = 0; digit < Buckets; digit++)
            {
                (places[digit], place) = (place, place + places[digit]);
            }

            foreach (var key in keys)
            {
                buffer[places[(int)(key >> shift) & (Buckets - 1)]++] = key;
            }

            var other = keys;
            keys = buffer;
            buffer = other;
            swapped = !swapped;
            shift += Digit;
            shift += shift < 64 && varying >> shift != 0 ? BitOperations.TrailingZeroCount(varying >> shift) : 0;
        }

        if (swapped)
        {
            keys.CopyTo(buffer);
        }
    }

    private static (ulong Low, ulong Varying) Extent(ReadOnlySpan<ulong> keys)
    {
        ulong low = ulong.MaxValue, varying = 0;
        var first = keys[0];
        foreach (var key in keys)
        {
            low = Math.Min(low, key);
            varying |= key ^ first;
        }

        return (low, varying);
    }

    private static ulong Highest(ReadOnlySpan<ulong> keys)
    {
        ulong high = 0;
        foreach (var key in keys)
        {
            high = Math.Max(high, key);
        }

        return high;
    }
}
