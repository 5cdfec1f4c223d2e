using Thelper.Imaging.Transforms;

namespace Thelper.Data.Mixing;

/// <summary>Shares of Beta's distribution with two equal parameters.</summary>
internal static class Shares
{
    /// <summary>The larger of a share and the rest, 0.5 to 1.</summary>
    /// <param name="alpha">Both parameters of the distribution, above 0.</param>
    /// <param name="random">What chance decides.</param>
    public static double Larger(double alpha, TransformRandom random)
    {
        var (a, b) = (Gamma(alpha, random), Gamma(alpha, random));
        // Very small parameters draw two zeros now and then: one of both then, as in the limit.
        var share = a + b > 0 ? a / (a + b) : 1;
        return Math.Max(share, 1 - share);
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26, 2000.
    private static double Gamma(double alpha, TransformRandom random)
    {
        // Below 1 from the distribution one higher, brought down by a power of a uniform number.
        var (shape, factor) = alpha < 1 ? (alpha + 1, Math.Pow(1 - random.NextDouble(), 1 / alpha)) : (alpha, 1.0);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v * factor;
            }
        }
    }

    /// <summary>A parameter of the distribution.</summary>
    public static double Alpha(double value) => value is > 0 and <= 1000 ? value : throw new UserErrorException($"'alpha' must be above 0 and at most 1000, got {PythonRepr.Of(value)}");
}
