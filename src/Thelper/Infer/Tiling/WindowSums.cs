using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Thelper.Infer.Tiling;

/// <summary>Adds up rows of numbers and finds the greatest, eight at a time. Each result is that of the plain formula, whatever lies beside it.</summary>
/// <remarks>The program's compiled form leaves out such instructions, and what is compiled on the way is at first not optimised: here it is from the first call on.</remarks>
internal static class WindowSums
{
    private const int Lanes = 8;

    /// <summary>Adds numbers: <c>sums[i] += values[i] * (weight * weights[i])</c>.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="weights">As many weights, those of columns.</param>
    /// <param name="weight">The weight of the row.</param>
    /// <param name="sums">As many sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, float weight, Span<float> sums)
    {
        ref var value = ref MemoryMarshal.GetReference(values[..sums.Length]);
        ref var share = ref MemoryMarshal.GetReference(weights[..sums.Length]);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var row = Vector256.Create(weight);
        var i = 0;
        for (; i <= sums.Length - Lanes; i += Lanes)
        {
            var at = (nuint)i;
            (Vector256.LoadUnsafe(ref sum, at) + (Vector256.LoadUnsafe(ref value, at) * (row * Vector256.LoadUnsafe(ref share, at)))).StoreUnsafe(ref sum, at);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += values[i] * (weight * weights[i]);
        }
    }

    /// <summary>Adds numbers: <c>sums[i] += values[i]</c>.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="sums">As many sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> values, Span<float> sums)
    {
        ref var value = ref MemoryMarshal.GetReference(values[..sums.Length]);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var i = 0;
        for (; i <= sums.Length - Lanes; i += Lanes)
        {
            (Vector256.LoadUnsafe(ref sum, (nuint)i) + Vector256.LoadUnsafe(ref value, (nuint)i)).StoreUnsafe(ref sum, (nuint)i);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }

    /// <summary>Finds for each column of a row the channel with the greatest number, as <c>argmax</c> does: the first of equal ones, and of numbers that are none before all others.</summary>
    /// <param name="first">The row in the first channel.</param>
    /// <param name="step">Numbers from a channel to the next.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="labels">Gets the channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void FindGreatest(float* first, long step, int channels, Span<long> labels)
    {
        ref var label = ref MemoryMarshal.GetReference(labels);
        var i = 0;
        for (; i <= labels.Length - Lanes; i += Lanes)
        {
            var (most, found) = (Vector256.Load(first + i), Vector256<int>.Zero);
            for (var c = 1; c < channels; c++)
            {
                var next = Vector256.Load(first + i + (c * step));
                var isMore = Vector256.GreaterThan(next, most) | (Vector256.IsNaN(next) & ~Vector256.IsNaN(most));
                most = Vector256.ConditionalSelect(isMore, next, most);
                found = Vector256.ConditionalSelect(isMore.AsInt32(), Vector256.Create(c), found);
            }

            Vector256.WidenLower(found).StoreUnsafe(ref label, (nuint)i);
            Vector256.WidenUpper(found).StoreUnsafe(ref label, (nuint)i + (Lanes / 2));
        }

        for (; i < labels.Length; i++)
        {
            var (most, found) = (first[i], 0);
            for (var c = 1; c < channels; c++)
            {
                var next = first[i + (c * step)];
                if (next > most || (float.IsNaN(next) && !float.IsNaN(most)))
                {
                    (most, found) = (next, c);
                }
            }

            labels[i] = found;
        }
    }
}
