namespace Thelper.Metrics.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that ask how high a sample's own classes are ranked among all.</summary>
internal static class RankingMetrics
{
    /// <summary>A value of one sample: which classes are its own, and the scores of all.</summary>
    public delegate double Sample(ReadOnlySpan<bool> own, ReadOnlySpan<double> scores);

    /// <summary>The mean over samples.</summary>
    public static Func<SklearnBatch, double> PerSample(MetricParameters parameters, Sample function)
    {
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            var values = new double[batch.Count];
            for (var row = 0; row < values.Length; row++)
            {
                var range = new Range(row * batch.Columns, (row + 1) * batch.Columns);
                values[row] = function(batch.Members.AsSpan(range), batch.Scores.AsSpan(range));
            }

            return NumpySum.Average(values, weights);
        };
    }

    /// <summary>How many of the best classes one must take to have all own ones; 0 without any.</summary>
    public static double Coverage(ReadOnlySpan<bool> own, ReadOnlySpan<double> scores)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i < own.Length; i++)
        {
            least = own[i] ? Math.Min(least, scores[i]) : least;
        }

        return CountFrom(scores, least, own, false).All;
    }

    /// <summary>For each own class, the share of own ones among those scored as high or higher; the mean of these. 1 where ranking means nothing.</summary>
    public static double AveragePrecision(ReadOnlySpan<bool> own, ReadOnlySpan<double> scores)
    {
        var sum = 0.0;
        var count = 0;
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i])
            {
                var (all, ofOwn) = CountFrom(scores, scores[i], own, true);
                sum += (double)ofOwn / all;
                count++;
            }
        }

        return count == 0 || count == own.Length ? 1 : sum / count;
    }

    /// <summary>The share of pairs of an own and another class that are ranked the wrong way round or equally; 0 where there is no pair.</summary>
    public static double Loss(ReadOnlySpan<bool> own, ReadOnlySpan<double> scores)
    {
        long wrong = 0, count = 0;
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i])
            {
                var (all, ofOwn) = CountFrom(scores, scores[i], own, true);
                wrong += all - ofOwn;
                count++;
            }
        }

        return count == 0 || count == own.Length ? 0 : (double)wrong / (count * (own.Length - count));
    }

    /// <summary>Discounted cumulative gain (Järvelin and Kekäläinen, 2002), equal scores sharing their places (McSherry and Najork, 2008).</summary>
    public static Func<SklearnBatch, double> Gain(MetricParameters parameters, bool normalized)
    {
        var k = parameters.OptionalNumber("k");
        if (k is not null && !(k >= 1 && double.IsInteger(k.Value)))
        {
            throw parameters.Wrong("k", k, "a whole number, 1 or more");
        }

        var logBase = normalized ? 2 : parameters.Number("log_base", 2);
        if (!(logBase > 0))
        {
            throw parameters.Wrong("log_base", logBase, "a number above 0");
        }

        var ignoreTies = parameters.Flag("ignore_ties", false);
        return PerSample(parameters, (own, scores) =>
        {
            var gains = new double[own.Length];
            for (var i = 0; i < gains.Length; i++)
            {
                gains[i] = own[i] ? 1 : 0;
            }

            var gain = Discounted(gains, scores, ignoreTies);
            if (!normalized)
            {
                return gain;
            }

            var best = Discounted(gains, gains, ignoreTies: true);
            return best == 0 ? 0 : gain / best;
        });

        double Discounted(double[] gains, ReadOnlySpan<double> scores, bool ignoreTies)
        {
            var order = new int[scores.Length];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }

            Array.Sort(scores.ToArray(), order);
            Array.Reverse(order);
            var sum = 0.0;
            for (var start = 0; start < order.Length;)
            {
                var end = start + 1;
                while (!ignoreTies && end < order.Length && scores[order[end]] == scores[order[start]])
                {
                    end++;
                }

                double gain = 0, discount = 0;
                for (var place = start; place < end; place++)
                {
                    gain += gains[order[place]];
                    discount += place < (k ?? order.Length) ? Math.Log(logBase) / Math.Log(place + 2) : 0;
                }

                sum += gain / (end - start) * discount;
                start = end;
            }

            return sum;
        }
    }

    private static (int All, int Own) CountFrom(ReadOnlySpan<double> scores, double least, ReadOnlySpan<bool> own, bool countOwn)
    {
        int all = 0, ofOwn = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= least)
            {
                all++;
                ofOwn += countOwn && own[i] ? 1 : 0;
            }
        }

        return (all, ofOwn);
    }
}
