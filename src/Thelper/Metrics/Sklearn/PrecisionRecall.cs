namespace Thelper.Metrics.Sklearn;

/// <summary>Precision, recall, F-beta and support per label, and their averages, with scikit-learn's arithmetic.</summary>
internal sealed class PrecisionRecall
{
    private readonly LabelCounts counts;
    private readonly double zeroDivision;

    /// <summary>Computes the scores.</summary>
    /// <param name="counts">Counts per label, or summed over all of them.</param>
    /// <param name="beta">Weight of recall against precision.</param>
    /// <param name="zeroDivision">Value of a score whose denominator is 0.</param>
    public PrecisionRecall(LabelCounts counts, double beta = 1, double zeroDivision = 0)
        : this(counts, counts.Hits, counts.Predicted, counts.Actual, beta, zeroDivision)
    {
    }

    private PrecisionRecall(LabelCounts counts, double[] hits, double[] predicted, double[] actual, double beta, double zeroDivision)
    {
        this.counts = counts;
        this.zeroDivision = zeroDivision;
        Precision = Divide(hits, predicted, zeroDivision);
        Recall = Divide(hits, actual, zeroDivision);
        FScore = new double[hits.Length];
        var square = beta * beta;
        for (var i = 0; i < hits.Length; i++)
        {
            if (double.IsPositiveInfinity(beta))
            {
                FScore[i] = Recall[i];
                continue;
            }

            var denominator = (square * Precision[i]) + Recall[i];
            FScore[i] = (1 + square) * Precision[i] * Recall[i] / (denominator == 0 ? 1 : denominator);
        }
    }

    /// <summary>Precision per label.</summary>
    public double[] Precision { get; }

    /// <summary>Recall per label.</summary>
    public double[] Recall { get; }

    /// <summary>F-beta per label.</summary>
    public double[] FScore { get; }

    /// <summary>True samples per label.</summary>
    public double[] Support => counts.Actual;

    /// <summary>The scores of all labels taken together, in one element.</summary>
    public static PrecisionRecall Micro(LabelCounts counts, double beta = 1, double zeroDivision = 0) =>
        new(counts, [NumpySum.Of(counts.Hits)], [NumpySum.Of(counts.Predicted)], [NumpySum.Of(counts.Actual)], beta, zeroDivision);

    /// <summary>Quotients; a denominator of 0 gives <paramref name="zeroDivision"/>.</summary>
    public static double[] Divide(double[] numerators, double[] denominators, double zeroDivision)
    {
        var result = new double[numerators.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = denominators[i] == 0 ? zeroDivision : numerators[i] / denominators[i];
        }

        return result;
    }

    /// <summary>Averages of precision, recall and F-beta over the labels.</summary>
    /// <param name="bySupport">Whether labels weigh by how often they truly occur.</param>
    public (double Precision, double Recall, double FScore) Average(bool bySupport)
    {
        if (bySupport && NumpySum.Of(Support) == 0)
        {
            var nothing = NumpySum.Of(counts.Predicted) == 0 ? zeroDivision : 0;
            return (nothing, zeroDivision, nothing);
        }

        var weights = bySupport ? Support : [];
        return (NumpySum.Average(Precision, weights), NumpySum.Average(Recall, weights), NumpySum.Average(FScore, weights));
    }
}
