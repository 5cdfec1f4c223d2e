using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Thelper.Infer.Tiling;

/// <summary>Adds up rows of numbers and finds the greatest, eight at a time. Each result is that of the plain formula, whatever lies beside it.</summary>
/// <remarks>The program's compiled form leaves out such instructions, and what is compiled on the way is at first not optimised: here it is from the first call on.</remarks>
internal static unsafe class WindowSums
{
    private const int Lanes = 8;

    /// <summary>Adds up what is said of pixels side by side: <c>before[i] + values[i] * (weight * weights[i]) + above[i]</c>, of what there is.</summary>
    /// <param name="terms">The terms, in the first channel.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="count">How many pixels.</param>
    /// <param name="sums">Gets the sums. They may lie where the terms do, or before them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(in WindowTerms terms, int channel, int count, float* sums)
    {
        var values = terms.Values is null ? null : terms.Values + (channel * terms.ValueStep);
        var before = terms.Before is null ? null : terms.Before + (channel * terms.BeforeStep);
        var above = terms.Above is null ? null : terms.Above + (channel * terms.AboveStep);
        var weights = terms.Weights;
        var row = Vector256.Create(terms.Weight);
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var sum = before is null ? Vector256<float>.Zero : Vector256.Load(before + i);
            if (values is not null)
            {
                sum += Vector256.Load(values + i) * (row * Vector256.Load(weights + i));
            }

            if (above is not null)
            {
                sum += Vector256.Load(above + i);
            }

            sum.Store(sums + i);
        }

        for (; i < count; i++)
        {
            sums[i] = SumOf(before, values, above, weights, terms.Weight, i);
        }
    }

    /// <summary>Adds up as above, and finds for each pixel the channel with the greatest sum, as <c>argmax</c> does: the first of equal ones, and of numbers that are none before all others.</summary>
    /// <param name="terms">The terms, in the first channel.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="count">How many pixels.</param>
    /// <param name="labels">Gets the channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FindGreatest(in WindowTerms terms, int channels, int count, int* labels)
    {
        var values = terms.Values;
        var before = terms.Before;
        var above = terms.Above;
        var weights = terms.Weights;
        var (valueStep, beforeStep, aboveStep) = (terms.ValueStep, terms.BeforeStep, terms.AboveStep);
        var row = Vector256.Create(terms.Weight);
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var weight = values is null ? row : row * Vector256.Load(weights + i);
            var (most, found) = (Vector256<float>.Zero, Vector256<int>.Zero);
            for (var c = 0; c < channels; c++)
            {
                var sum = before is null ? Vector256<float>.Zero : Vector256.Load(before + i + (c * beforeStep));
                if (values is not null)
                {
                    sum += Vector256.Load(values + i + (c * valueStep)) * weight;
                }

                if (above is not null)
                {
                    sum += Vector256.Load(above + i + (c * aboveStep));
                }

                if (c == 0)
                {
                    most = sum;
                    continue;
                }

                var isMore = Vector256.GreaterThan(sum, most) | (Vector256.IsNaN(sum) & ~Vector256.IsNaN(most));
                most = Vector256.ConditionalSelect(isMore, sum, most);
                found = Vector256.ConditionalSelect(isMore.AsInt32(), Vector256.Create(c), found);
            }

            found.Store(labels + i);
        }

        for (; i < count; i++)
        {
            var (most, found) = (SumOf(before, values, above, weights, terms.Weight, i), 0);
            for (var c = 1; c < channels; c++)
            {
                var sum = SumOf(before is null ? null : before + (c * beforeStep), values is null ? null : values + (c * valueStep), above is null ? null : above + (c * aboveStep), weights, terms.Weight, i);
                if (sum > most || (float.IsNaN(sum) && !float.IsNaN(most)))
                {
                    (most, found) = (sum, c);
                }
            }

            labels[i] = found;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOf(float* before, float* values, float* above, float* weights, float weight, int i)
    {
        var sum = before is null ? 0f : before[i];
        if (values is not null)
        {
            sum += values[i] * (weight * weights[i]);
        }

        return above is null ? sum : sum + above[i];
    }
}
