using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Thelper.Metrics.Counting;

/// <summary>Counts how often each label was taken for each other one; true labels as rows. Made for label maps of many millions of pixels.</summary>
/// <remarks>After the classes come one row and column for labels of no class, and one for the ignored label.</remarks>
internal sealed class LabelConfusion
{
    // Pixels become bytes block by block, so that what lies between stays in the first-level cache.
    private const int Block = 4096;
    private const int Copies = 4;
    private const int Values = 256;
    private const int Pairs = Values * Values;
    private const int ParallelFrom = 1 << 20;
    private readonly long? ignored;
    private readonly int size;
    private readonly long[] counts;

    /// <summary>Creates counters at zero.</summary>
    /// <param name="classes">The number of classes; their labels are the indices.</param>
    /// <param name="ignored">The label that does not count; null for none. No class's index.</param>
    public LabelConfusion(int classes, long? ignored = null)
    {
        Classes = classes;
        this.ignored = ignored;
        size = classes + 2;
        counts = new long[size * size];
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of samples of one class that were taken for another.</summary>
    public long this[int truth, int predicted] => counts[(truth * size) + predicted];

    /// <summary>All pairs counted so far, ignored ones included.</summary>
    public long Total => counts.Sum();

    /// <summary>Counts labels pairwise, large inputs on all processors.</summary>
    /// <param name="truth">True labels.</param>
    /// <param name="predicted">As many predicted ones.</param>
    public unsafe void Add<TTruth, TPredicted>(ReadOnlySpan<TTruth> truth, ReadOnlySpan<TPredicted> predicted)
        where TTruth : unmanaged, IBinaryInteger<TTruth>
        where TPredicted : unmanaged, IBinaryInteger<TPredicted>
    {
        if (truth.Length != predicted.Length)
        {
            throw new ArgumentException("True and predicted labels differ in number.", nameof(predicted));
        }

        var parts = truth.Length < ParallelFrom ? 1 : Math.Min(Environment.ProcessorCount, truth.Length / (ParallelFrom / 2));
        if (parts == 1)
        {
            Count(truth, predicted, counts);
            return;
        }

        fixed (TTruth* truthStart = truth)
        fixed (TPredicted* predictedStart = predicted)
        {
            var (first, second, length) = ((nint)truthStart, (nint)predictedStart, truth.Length);
            var partial = new long[parts][];
            System.Threading.Tasks.Parallel.For(0, parts, part =>
            {
                var from = (int)((long)length * part / parts);
                var to = (int)((long)length * (part + 1) / parts);
                partial[part] = new long[counts.Length];
                Count(new ReadOnlySpan<TTruth>((TTruth*)first + from, to - from), new ReadOnlySpan<TPredicted>((TPredicted*)second + from, to - from), partial[part]);
            });
            foreach (var part in partial)
            {
                for (var i = 0; i < part.Length; i++)
                {
                    counts[i] += part[i];
                }
            }
        }
    }

    /// <summary>Adds the counts of another one of the same classes.</summary>
    public void Add(LabelConfusion other)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += other.counts[i];
        }
    }

    /// <summary>Pixels of a class in both, and in truth and prediction added up; pixels that are ignored in either do not count.</summary>
    /// <param name="label">The class.</param>
    public (long Both, long Sum) Overlap(int label)
    {
        long sum = 0;
        for (var other = 0; other <= Classes; other++)
        {
            sum += this[label, other] + this[other, label];
        }

        return (this[label, label], sum);
    }

    // Labels that fit a byte, which nearly all do, are counted by value in a table of all pairs, and turned into classes at the end.
    private void Count<TTruth, TPredicted>(ReadOnlySpan<TTruth> truth, ReadOnlySpan<TPredicted> predicted, long[] into)
        where TTruth : unmanaged, IBinaryInteger<TTruth>
        where TPredicted : unmanaged, IBinaryInteger<TPredicted>
    {
        if (truth.Length < Block)
        {
            CountOneByOne(truth, predicted, into);
            return;
        }

        // Neighbours are often alike; counters of their own keep them from waiting for each other.
        var copies = truth.Length < 64 * Block ? 1 : Copies;
        var tables = ArrayPool<uint>.Shared.Rent(copies * Pairs);
        tables.AsSpan(0, copies * Pairs).Clear();
        Span<byte> first = stackalloc byte[Block], second = stackalloc byte[Block];
        for (var start = 0; start < truth.Length; start += Block)
        {
            var length = Math.Min(Block, truth.Length - start);
            var part = new Range(start, start + length);
            if (Narrow(truth[part], first) && Narrow(predicted[part], second))
            {
                Tally(first[..length], second[..length], tables, copies == 1 ? 0 : Pairs);
            }
            else
            {
                CountOneByOne(truth[part], predicted[part], into);
            }
        }

        for (var i = 0; i < copies * Pairs; i++)
        {
            if (tables[i] > 0)
            {
                into[(CodeOf((i / Values) % Values) * size) + CodeOf(i % Values)] += tables[i];
            }
        }

        ArrayPool<uint>.Shared.Return(tables);
    }

    private void CountOneByOne<TTruth, TPredicted>(ReadOnlySpan<TTruth> truth, ReadOnlySpan<TPredicted> predicted, long[] into)
        where TTruth : unmanaged, IBinaryInteger<TTruth>
        where TPredicted : unmanaged, IBinaryInteger<TPredicted>
    {
        for (var i = 0; i < truth.Length; i++)
        {
            into[(CodeOf(long.CreateTruncating(truth[i])) * size) + CodeOf(long.CreateTruncating(predicted[i]))]++;
        }
    }

    private static void Tally(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, uint[] tables, int stride)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(tables);
        ref var second = ref Unsafe.Add(ref table, stride);
        ref var third = ref Unsafe.Add(ref second, stride);
        ref var fourth = ref Unsafe.Add(ref third, stride);
        var step = Vector256<byte>.Count;
        Span<ushort> cells = stackalloc ushort[step];
        ref var cell = ref cells[0];
        var i = 0;
        for (; i <= truth.Length - step; i += step)
        {
            var (a, b) = (Vector256.Create(truth.Slice(i, step)), Vector256.Create(predicted.Slice(i, step)));
            if (a == Vector256.Create(truth[i]) && b == Vector256.Create(predicted[i]))
            {
                // Within an area.
                Unsafe.Add(ref table, (truth[i] << 8) + predicted[i]) += (uint)step;
                continue;
            }

            ((Vector256.WidenLower(a) << 8) | Vector256.WidenLower(b)).StoreUnsafe(ref cell);
            ((Vector256.WidenUpper(a) << 8) | Vector256.WidenUpper(b)).StoreUnsafe(ref cell, (nuint)Vector256<ushort>.Count);
            for (var j = 0; j < step; j += 4)
            {
                Unsafe.Add(ref table, Unsafe.Add(ref cell, j))++;
                Unsafe.Add(ref second, Unsafe.Add(ref cell, j + 1))++;
                Unsafe.Add(ref third, Unsafe.Add(ref cell, j + 2))++;
                Unsafe.Add(ref fourth, Unsafe.Add(ref cell, j + 3))++;
            }
        }

        for (; i < truth.Length; i++)
        {
            Unsafe.Add(ref table, (truth[i] << 8) + predicted[i])++;
        }
    }

    // Copies labels as bytes; false if one does not fit.
    private static bool Narrow<T>(ReadOnlySpan<T> labels, Span<byte> bytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(byte))
        {
            MemoryMarshal.Cast<T, byte>(labels).CopyTo(bytes);
            return true;
        }

        if (typeof(T) == typeof(int))
        {
            return Narrow(MemoryMarshal.Cast<T, int>(labels), bytes);
        }

        if (typeof(T) == typeof(long))
        {
            return Narrow(MemoryMarshal.Cast<T, long>(labels), bytes);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var label = long.CreateTruncating(labels[i]);
            bytes[i] = (byte)label;
            if (label is < 0 or >= Values)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Narrow(ReadOnlySpan<long> labels, Span<byte> bytes)
    {
        var all = Vector256<long>.Zero;
        var rest = 0L;
        var i = 0;
        ref var source = ref MemoryMarshal.GetReference(labels);
        for (; i <= labels.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var (first, second) = (Half(ref Unsafe.Add(ref source, i), ref all), Half(ref Unsafe.Add(ref source, i + 16), ref all));
            Vector256.Narrow(first, second).StoreUnsafe(ref bytes[i]);
        }

        for (; i < labels.Length; i++)
        {
            rest |= labels[i];
            bytes[i] = (byte)labels[i];
        }

        return ((all & Vector256.Create(~255L)) == Vector256<long>.Zero) && (rest & ~255L) == 0;

        static Vector256<ushort> Half(ref long from, ref Vector256<long> all)
        {
            var (a, b) = (Vector256.LoadUnsafe(ref from), Vector256.LoadUnsafe(ref from, 4));
            var (c, d) = (Vector256.LoadUnsafe(ref from, 8), Vector256.LoadUnsafe(ref from, 12));
            all |= a | b | c | d;
            return Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).AsUInt16();
        }
    }

    private static bool Narrow(ReadOnlySpan<int> labels, Span<byte> bytes)
    {
        var all = Vector256<int>.Zero;
        var rest = 0;
        var i = 0;
        ref var source = ref MemoryMarshal.GetReference(labels);
        for (; i <= labels.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var (a, b) = (Vector256.LoadUnsafe(ref source, (nuint)i), Vector256.LoadUnsafe(ref source, (nuint)i + 8));
            var (c, d) = (Vector256.LoadUnsafe(ref source, (nuint)i + 16), Vector256.LoadUnsafe(ref source, (nuint)i + 24));
            all |= a | b | c | d;
            Vector256.Narrow(Vector256.Narrow(a, b).AsUInt16(), Vector256.Narrow(c, d).AsUInt16()).StoreUnsafe(ref bytes[i]);
        }

        for (; i < labels.Length; i++)
        {
            rest |= labels[i];
            bytes[i] = (byte)labels[i];
        }

        return ((all & Vector256.Create(~255)) == Vector256<int>.Zero) && (rest & ~255) == 0;
    }

    private int CodeOf(long label) => (ulong)label < (ulong)Classes ? (int)label : label == ignored ? Classes + 1 : Classes;
}
