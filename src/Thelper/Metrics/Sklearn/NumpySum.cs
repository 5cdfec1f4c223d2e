namespace Thelper.Metrics.Sklearn;

/// <summary>Sums in numpy's order, so that results agree with it to the last digit.</summary>
internal static class NumpySum
{
    private const int Block = 128;

    /// <summary>The sum as numpy's <c>sum</c> of a contiguous array: halves above 128 elements, eight running sums below.</summary>
    public static double Of(ReadOnlySpan<double> values)
    {
        var count = values.Length;
        if (count < 8)
        {
            var sum = 0.0;
            foreach (var value in values)
            {
                sum += value;
            }

            return sum;
        }

        if (count > Block)
        {
            var half = count / 2;
            half -= half % 8;
            return Of(values[..half]) + Of(values[half..]);
        }

        Span<double> lanes = stackalloc double[8];
        values[..8].CopyTo(lanes);
        var i = 8;
        for (; i < count - (count % 8); i += 8)
        {
            for (var lane = 0; lane < 8; lane++)
            {
                lanes[lane] += values[i + lane];
            }
        }

        var total = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
        for (; i < count; i++)
        {
            total += values[i];
        }

        return total;
    }

    /// <summary>The mean, weighted if weights are given, in the order of numpy's <c>average</c>.</summary>
    public static double Average(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            return Of(values) / values.Length;
        }

        var products = new double[values.Length];
        for (var i = 0; i < products.Length; i++)
        {
            products[i] = values[i] * weights[i];
        }

        return Of(products) / Of(weights);
    }
}
