using Thelper.Metrics.Counting;

namespace Thelper.Metrics.Sklearn;

/// <summary>Curves over all thresholds of a score, with scikit-learn's arithmetic (<c>roc_curve</c>, <c>auc</c>, <c>precision_recall_curve</c>).</summary>
public static class RocAnalysis
{
    /// <summary>False and true positive rates for falling thresholds, from (0, 0) to (1, 1).</summary>
    /// <param name="truth">Whether each sample is positive.</param>
    /// <param name="scores">The score of each sample; higher means more likely positive. No NaN.</param>
    /// <param name="weights">Weights of the samples, or empty.</param>
    /// <param name="dropIntermediate">Whether to leave out points that lie on a straight piece of the curve.</param>
    /// <returns>Rates of equal length; a rate without any sample of its kind is NaN throughout.</returns>
    public static (double[] FalsePositiveRate, double[] TruePositiveRate) Curve(
        ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default, bool dropIntermediate = true)
    {
        var (falsePositives, truePositives) = Cumulate(truth, scores, weights);
        if (dropIntermediate && falsePositives.Length > 2)
        {
            (falsePositives, truePositives) = KeepCorners(falsePositives, truePositives);
        }

        return (Rates(falsePositives), Rates(truePositives));
    }

    /// <summary>The area under a curve by the trapezoidal rule.</summary>
    /// <param name="x">Ascending values.</param>
    /// <param name="y">Values of the curve.</param>
    public static double Area(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length < 2)
        {
            return double.NaN;
        }

        var pieces = new double[x.Length - 1];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = (x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2.0;
        }

        return NumpySum.Of(pieces);
    }

    /// <summary>The area under the ROC curve, or its standardised part up to a false positive rate (McClish, 1989).</summary>
    /// <returns>The area, or NaN when only one kind of sample occurs or a score is NaN.</returns>
    /// <param name="truth">Whether each sample is positive.</param>
    /// <param name="scores">The score of each sample.</param>
    /// <param name="weights">Weights of the samples, or empty.</param>
    /// <param name="maxFpr">The highest false positive rate that counts, in ]0, 1].</param>
    public static double AreaUnderRoc(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default, double maxFpr = 1)
    {
        if (!truth.Contains(true) || !truth.Contains(false) || scores.Contains(double.NaN))
        {
            return double.NaN;
        }

        var (x, y) = Curve(truth, scores, weights);
        if (maxFpr == 1)
        {
            return Area(x, y);
        }

        var stop = 0;
        while (stop < x.Length && x[stop] <= maxFpr)
        {
            stop++;
        }

        var at = y[stop - 1] + ((maxFpr - x[stop - 1]) * ((y[stop] - y[stop - 1]) / (x[stop] - x[stop - 1])));
        var part = Area([.. x.AsSpan(0, stop), maxFpr], [.. y.AsSpan(0, stop), at]);
        var smallest = 0.5 * maxFpr * maxFpr;
        return 0.5 * (1 + ((part - smallest) / (maxFpr - smallest)));
    }

    /// <summary>Precision and recall for rising thresholds, from the one that takes all samples to recall 0, where the precision is 1 by definition.</summary>
    /// <param name="truth">Whether each sample is positive.</param>
    /// <param name="scores">The score of each sample; higher means more likely positive. No NaN.</param>
    /// <param name="weights">Weights of the samples, or empty.</param>
    /// <returns>Values of equal length; without positive samples the recall is 1 but for the last point.</returns>
    public static (double[] Precision, double[] Recall) PrecisionRecall(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        var (falsePositives, truePositives) = Cumulate(truth, scores, weights);
        var count = truePositives.Length;
        var (precision, recall) = (new double[count + 1], new double[count + 1]);
        (precision[count], recall[count]) = (1, 0);
        for (var i = 0; i < count; i++)
        {
            var at = count - 1 - i;
            var found = truePositives[at] + falsePositives[at];
            precision[i] = found == 0 ? 0 : truePositives[at] / found;
            recall[i] = truePositives[^1] == 0 ? 1 : truePositives[at] / truePositives[^1];
        }

        return (precision, recall);
    }

    /// <summary>The mean precision over all thresholds, weighted by the recall that each adds.</summary>
    /// <param name="truth">Whether each sample is positive.</param>
    /// <param name="scores">The score of each sample.</param>
    /// <param name="weights">Weights of the samples, or empty.</param>
    /// <returns>The average precision, 0 without positive samples, NaN when a score is NaN.</returns>
    public static double AveragePrecision(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        if (scores.Contains(double.NaN))
        {
            return double.NaN;
        }

        var (falsePositives, truePositives) = Cumulate(truth, scores, weights);
        if (truePositives.Length == 0 || truePositives[^1] == 0)
        {
            return 0;
        }

        var total = truePositives[^1];

        // The curve runs from the lowest threshold to the highest and ends at recall 0.
        var steps = new double[truePositives.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var j = steps.Length - 1 - i;
            var next = j == 0 ? 0 : truePositives[j - 1] / total;
            var found = truePositives[j] + falsePositives[j];
            steps[i] = (next - (truePositives[j] / total)) * (found == 0 ? 0 : truePositives[j] / found);
        }

        return -NumpySum.Of(steps);
    }

    // Counts of false and true positives at each distinct score, from the highest down.
    private static (double[] False, double[] True) Cumulate(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights)
    {
        if (truth.Length != scores.Length || (!weights.IsEmpty && weights.Length != scores.Length))
        {
            throw new ArgumentException("Truth, scores and weights differ in length.", nameof(scores));
        }

        return weights.IsEmpty ? Cumulate(truth, scores) : CumulateWeighted(truth, scores, weights);
    }

    // Positive and negative samples are sorted apart, as bare numbers, and merged.
    private static (double[] False, double[] True) Cumulate(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores)
    {
        var count = 0;
        foreach (var flag in truth)
        {
            count += flag ? 1 : 0;
        }

        var (positives, negatives) = (new ulong[count], new ulong[truth.Length - count]);
        int nextPositive = 0, nextNegative = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i])
            {
                positives[nextPositive++] = RadixSort.KeyOf(scores[i]);
            }
            else
            {
                negatives[nextNegative++] = RadixSort.KeyOf(scores[i]);
            }
        }

        RadixSort.Sort(positives);
        RadixSort.Sort(negatives);
        var (falseCounts, trueCounts) = (new double[truth.Length], new double[truth.Length]);
        var found = 0;
        int p = positives.Length - 1, n = negatives.Length - 1;
        while (p >= 0 || n >= 0)
        {
            var threshold = p < 0 ? negatives[n] : n < 0 ? positives[p] : Math.Max(positives[p], negatives[n]);
            while (p >= 0 && positives[p] == threshold)
            {
                p--;
            }

            while (n >= 0 && negatives[n] == threshold)
            {
                n--;
            }

            (falseCounts[found], trueCounts[found]) = (negatives.Length - 1 - n, positives.Length - 1 - p);
            found++;
        }

        Array.Resize(ref falseCounts, found);
        Array.Resize(ref trueCounts, found);
        return (falseCounts, trueCounts);
    }

    // Samples without weight do not count, not even as thresholds.
    private static (double[] False, double[] True) CumulateWeighted(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights)
    {
        List<double> kept = new(scores.Length);
        List<int> samples = new(scores.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            if (weights[i] != 0)
            {
                kept.Add(scores[i]);
                samples.Add(i);
            }
        }

        int[] order = [.. samples];
        Array.Sort(kept.ToArray(), order);
        Array.Reverse(order);
        List<double> falsePositives = [], truePositives = [];
        double negative = 0, positive = 0;
        for (var i = 0; i < order.Length; i++)
        {
            positive += truth[order[i]] ? weights[order[i]] : 0;
            negative += truth[order[i]] ? 0 : weights[order[i]];
            if (i == order.Length - 1 || scores[order[i + 1]] != scores[order[i]])
            {
                falsePositives.Add(negative);
                truePositives.Add(positive);
            }
        }

        return ([.. falsePositives], [.. truePositives]);
    }

    private static (double[] False, double[] True) KeepCorners(double[] falsePositives, double[] truePositives)
    {
        var (x, y) = (new double[falsePositives.Length], new double[falsePositives.Length]);
        var kept = 0;
        for (var i = 0; i < falsePositives.Length; i++)
        {
            var corner = i == 0 || i == falsePositives.Length - 1
                || falsePositives[i + 1] - (2 * falsePositives[i]) + falsePositives[i - 1] != 0
                || truePositives[i + 1] - (2 * truePositives[i]) + truePositives[i - 1] != 0;
            if (corner)
            {
                (x[kept], y[kept]) = (falsePositives[i], truePositives[i]);
                kept++;
            }
        }

        Array.Resize(ref x, kept);
        Array.Resize(ref y, kept);
        return (x, y);
    }

    private static double[] Rates(double[] counts)
    {
        var rates = new double[counts.Length + 1];
        var total = counts.Length == 0 ? 0 : counts[^1];
        for (var i = 0; i < counts.Length; i++)
        {
            rates[i + 1] = counts[i] / total;
        }

        if (!(total > 0))
        {
            rates.AsSpan().Fill(double.NaN);
        }

        return rates;
    }
}
