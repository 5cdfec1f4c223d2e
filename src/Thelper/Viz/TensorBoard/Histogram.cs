namespace Thelper.Viz.TensorBoard;

/// <summary>A distribution in TensorBoard's form: each limit is the upper end of a bucket, and each count belongs to the bucket below its limit.</summary>
/// <remarks>Bucket limits grow by a tenth from 1e-12 to 1e20 on both sides of 0, as in tensorflow/core/lib/histogram/histogram.cc.</remarks>
internal sealed class Histogram
{
    private static readonly double[] AllLimits = MakeLimits();

    private Histogram(double min, double max, double count, double sum, double sumOfSquares, double[] limits, double[] counts)
    {
        Min = min;
        Max = max;
        Count = count;
        Sum = sum;
        SumOfSquares = sumOfSquares;
        Limits = limits;
        Counts = counts;
    }

    public double Min { get; }

    public double Max { get; }

    public double Count { get; }

    public double Sum { get; }

    public double SumOfSquares { get; }

    public double[] Limits { get; }

    public double[] Counts { get; }

    /// <summary>Sorts values into buckets.</summary>
    /// <returns>The distribution of the finite values, or null when there are none.</returns>
    public static Histogram? Of(ReadOnlySpan<float> values)
    {
        var counts = new double[AllLimits.Length];
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, sumOfSquares = 0, count = 0;
        foreach (var single in values)
        {
            if (!float.IsFinite(single))
            {
                continue;
            }

            double value = single;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
            sumOfSquares += value * value;
            count++;
            counts[BucketOf(value)]++;
        }

        if (count == 0)
        {
            return null;
        }

        // One empty bucket stays on the left: its limit is where the first filled bucket begins.
        var first = Math.Max(0, Array.FindIndex(counts, bucket => bucket > 0) - 1);
        var last = Array.FindLastIndex(counts, bucket => bucket > 0);
        return new Histogram(min, max, count, sum, sumOfSquares, AllLimits[first..(last + 1)], counts[first..(last + 1)]);
    }

    private static int BucketOf(double value)
    {
        var place = Array.BinarySearch(AllLimits, value);
        return Math.Min(place >= 0 ? place + 1 : ~place, AllLimits.Length - 1);
    }

    private static double[] MakeLimits()
    {
        List<double> positive = [];
        for (var limit = 1e-12; limit < 1e20; limit *= 1.1)
        {
            positive.Add(limit);
        }

        positive.Add(double.MaxValue);
        return [.. positive.AsEnumerable().Reverse().Select(limit => -limit), 0.0, .. positive];
    }
}
