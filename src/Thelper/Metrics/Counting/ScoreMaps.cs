using System.Numerics;
using System.Runtime.InteropServices;

namespace Thelper.Metrics.Counting;

/// <summary>Finds the best class at each position of maps of class scores.</summary>
internal static class ScoreMaps
{
    /// <summary>Writes the index of the highest score at each position: the first of equal ones, and NaN above everything, as libtorch does.</summary>
    /// <param name="scores">Scores of one sample, [C, R] in row order.</param>
    /// <param name="classes">The number of classes, C.</param>
    /// <param name="labels">Receives R indices.</param>
    public static void Best(ReadOnlySpan<float> scores, int classes, Span<int> labels)
    {
        const int Block = 1024;
        Span<float> best = stackalloc float[Block];
        for (var start = 0; start < labels.Length; start += Block)
        {
            var length = Math.Min(Block, labels.Length - start);
            scores.Slice(start, length).CopyTo(best);
            var found = labels.Slice(start, length);
            found.Clear();
            for (var label = 1; label < classes; label++)
            {
                Raise(scores.Slice((label * labels.Length) + start, length), best[..length], found, label);
            }
        }
    }

    private static void Raise(ReadOnlySpan<float> scores, Span<float> best, Span<int> found, int label)
    {
        var index = new Vector<int>(label);
        var blocks = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var bestBlocks = MemoryMarshal.Cast<float, Vector<float>>(best);
        var foundBlocks = MemoryMarshal.Cast<int, Vector<int>>(found);
        for (var i = 0; i < blocks.Length; i++)
        {
            var (now, before) = (blocks[i], bestBlocks[i]);
            var higher = Vector.GreaterThan(now, before) | (~Vector.Equals(now, now) & Vector.Equals(before, before));
            bestBlocks[i] = Vector.ConditionalSelect(higher, now, before);
            foundBlocks[i] = Vector.ConditionalSelect(higher, index, foundBlocks[i]);
        }

        for (var i = blocks.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            if (scores[i] > best[i] || (float.IsNaN(scores[i]) && !float.IsNaN(best[i])))
            {
                (best[i], found[i]) = (scores[i], label);
            }
        }
    }
}
