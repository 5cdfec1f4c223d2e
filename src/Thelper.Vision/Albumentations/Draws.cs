using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Draws that operations share.</summary>
internal static class Draws
{
    /// <summary>An integer from one to another, both included.</summary>
    public static int Whole(this TransformRandom random, int low, int high) => low + random.NextInt(high - low + 1);

    /// <summary>Some of the integers from 0, in random order, none twice.</summary>
    /// <param name="random">What chance decides.</param>
    /// <param name="count">How many integers there are.</param>
    /// <param name="wanted">How many are wanted.</param>
    public static int[] Sample(this TransformRandom random, int count, int wanted)
    {
        var all = Enumerable.Range(0, count).ToArray();
        for (var i = 0; i < wanted; i++)
        {
            var j = random.Whole(i, count - 1);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return all[..wanted];
    }

    /// <summary>float32 of the standard normal distribution, scaled and shifted.</summary>
    public static torch.Tensor Normal(this TransformRandom random, long[] shape, double mean, double deviation)
    {
        var result = torch.empty(shape, torch.float32);
        var values = result.DataSpan<float>();
        // Both numbers of Box and Muller's pair.
        for (var i = 0; i < values.Length; i += 2)
        {
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(mean + (radius * cos));
            if (i + 1 < values.Length)
            {
                values[i + 1] = (float)(mean + (radius * sin));
            }
        }

        return result;
    }

    /// <summary>float32, uniform.</summary>
    public static torch.Tensor Uniform(this TransformRandom random, long[] shape, double low, double high)
    {
        var result = torch.empty(shape, torch.float32);
        foreach (ref var value in result.DataSpan<float>())
        {
            value = (float)random.Uniform(low, high);
        }

        return result;
    }

    /// <summary>float32 counts of Poisson's distribution.</summary>
    public static torch.Tensor Poisson(this TransformRandom random, long[] shape, double mean)
    {
        // The distribution function, up to where a double of it is 1; a draw is the first count whose value lies above a uniform number.
        var function = new List<double>();
        var (sum, logarithm) = (0.0, -mean);
        for (var k = 0; function.Count == 0 || (function[^1] < 1 - 1e-15 && k < mean + (40 * Math.Sqrt(mean)) + 40); k++)
        {
            sum += Math.Exp(logarithm);
            function.Add(sum);
            logarithm += Math.Log(mean) - Math.Log(k + 1);
        }

        var result = torch.empty(shape, torch.float32);
        foreach (ref var value in result.DataSpan<float>())
        {
            var found = function.BinarySearch(random.NextDouble());
            value = Math.Min(found < 0 ? ~found : found + 1, function.Count - 1);
        }

        return result;
    }
}
