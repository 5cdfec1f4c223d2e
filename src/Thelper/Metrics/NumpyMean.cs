namespace Thelper.Metrics;

/// <summary>
/// The mean as numpy takes it: its sum is pairwise (halves down to blocks of at most 128, each summed in eight lanes), so that the last bits of a result are the
/// original's. <see href="https://numpy.org/doc/stable/reference/generated/numpy.sum.html">numpy.sum</see>, "Notes".
/// </summary>
internal static class NumpyMean
{
    private const int Block = 128;
    private const int Lanes = 8;

    /// <summary>The mean; NaN for none.</summary>
    /// <param name="values">The values, in the order in which numpy would meet them.</param>
    public static double Of(ReadOnlySpan<double> values) => Sum(values) / values.Length;

    private static double Sum(ReadOnlySpan<double> values)
    {
        if (values.Length > Block)
        {
            var half = values.Length / 2 / Lanes * Lanes;
            return Sum(values[..half]) + Sum(values[half..]);
        }

        var whole = values.Length / Lanes * Lanes;
        var sum = 0.0;
        if (whole > 0)
        {
            Span<double> lanes = stackalloc double[Lanes];
            values[..Lanes].CopyTo(lanes);
            for (var i = Lanes; i < whole; i++)
            {
                lanes[i % Lanes] += values[i];
            }

            sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
        }

        foreach (var value in values[whole..])
        {
            sum += value;
        }

        return sum;
    }
}
