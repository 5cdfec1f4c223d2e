using System.Numerics;
using System.Runtime.CompilerServices;

namespace Thelper.Optim.Support;

/// <summary>Counts how often each label was taken for each other one; true labels as rows. Made for label maps of many millions of pixels.</summary>
/// <remarks>After the classes come one row and column for labels of no class, and one for the ignored label.</remarks>
internal sealed class LabelConfusion
{
    // Pixels are translated into cells block by block, so that what lies between stays in the first-level cache.
    private const int Block = 4096;
    private const int Copies = 4;
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

    private void Count<TTruth, TPredicted>(ReadOnlySpan<TTruth> truth, ReadOnlySpan<TPredicted> predicted, long[] into)
        where TTruth : unmanaged, IBinaryInteger<TTruth>
        where TPredicted : unmanaged, IBinaryInteger<TPredicted>
    {
        if (size > 256)
        {
            for (var i = 0; i < truth.Length; i++)
            {
                into[(CodeOf(long.CreateTruncating(truth[i])) * size) + CodeOf(long.CreateTruncating(predicted[i]))]++;
            }

            return;
        }

        // Neighbours are often alike; counters of their own keep them from waiting for each other.
        var copies = counts.Length <= 4096 ? Copies : 1;
        var cells = counts.Length;
        var tables = new uint[cells * copies];
        Span<ushort> rows = stackalloc ushort[256], columns = stackalloc ushort[256];
        for (var i = 0; i < 256; i++)
        {
            rows[i] = (ushort)(CodeOf(i) * size);
            columns[i] = (ushort)CodeOf(i);
        }

        Span<ushort> truthCells = stackalloc ushort[Block], predictedCells = stackalloc ushort[Block];
        for (var start = 0; start < truth.Length; start += Block)
        {
            var length = Math.Min(Block, truth.Length - start);
            Translate(truth.Slice(start, length), truthCells, rows, size);
            Translate(predicted.Slice(start, length), predictedCells, columns, 1);
            Tally(truthCells[..length], predictedCells[..length], tables, copies == 1 ? 0 : cells);
        }

        for (var i = 0; i < tables.Length; i++)
        {
            into[i % cells] += tables[i];
        }
    }

    private static void Tally(ReadOnlySpan<ushort> rows, ReadOnlySpan<ushort> columns, Span<uint> tables, int stride)
    {
        ref var table = ref tables[0];
        ref var second = ref tables[stride];
        ref var third = ref tables[stride * 2];
        ref var fourth = ref tables[stride * 3];
        columns = columns[..rows.Length];
        var i = 0;
        for (; i <= rows.Length - 4; i += 4)
        {
            Unsafe.Add(ref table, rows[i] + columns[i])++;
            Unsafe.Add(ref second, rows[i + 1] + columns[i + 1])++;
            Unsafe.Add(ref third, rows[i + 2] + columns[i + 2])++;
            Unsafe.Add(ref fourth, rows[i + 3] + columns[i + 3])++;
        }

        for (; i < rows.Length; i++)
        {
            Unsafe.Add(ref table, rows[i] + columns[i])++;
        }
    }

    private void Translate<T>(ReadOnlySpan<T> labels, Span<ushort> cells, ReadOnlySpan<ushort> ofByte, int step)
        where T : unmanaged, IBinaryInteger<T>
    {
        cells = cells[..labels.Length];
        if (typeof(T) == typeof(byte))
        {
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = ofByte[byte.CreateTruncating(labels[i])];
            }

            return;
        }

        for (var i = 0; i < cells.Length; i++)
        {
            var label = long.CreateTruncating(labels[i]);
            cells[i] = (ulong)label < (ulong)Classes ? (ushort)(label * step) : (ushort)((label == ignored ? Classes + 1 : Classes) * step);
        }
    }

    private int CodeOf(long label) => (ulong)label < (ulong)Classes ? (int)label : label == ignored ? Classes + 1 : Classes;
}
