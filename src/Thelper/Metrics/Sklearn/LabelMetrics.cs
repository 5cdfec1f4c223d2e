namespace Thelper.Metrics.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that compare predicted with true labels.</summary>
internal static class LabelMetrics
{
    /// <summary>Computes a score from true and predicted labels.</summary>
    public delegate double Function(long[] truth, long[] predicted);

    /// <summary>The functions by name, each made from its parameters.</summary>
    public static IReadOnlyDictionary<string, Func<MetricParameters, Function>> All { get; } = new Dictionary<string, Func<MetricParameters, Function>>(StringComparer.Ordinal)
    {
        ["accuracy_score"] = parameters => Share(parameters, equal: true, parameters.Flag("normalize", true)),
        ["zero_one_loss"] = parameters => Share(parameters, equal: false, parameters.Flag("normalize", true)),
        ["hamming_loss"] = parameters => Share(parameters, equal: false, normalize: true),
        ["balanced_accuracy_score"] = BalancedAccuracy,
        ["precision_score"] = parameters => PerClass(parameters, 1, scores => scores.Precision, average => average.Precision),
        ["recall_score"] = parameters => PerClass(parameters, 1, scores => scores.Recall, average => average.Recall),
        ["f1_score"] = parameters => PerClass(parameters, 1, scores => scores.FScore, average => average.FScore),
        ["fbeta_score"] = FBeta,
        ["jaccard_score"] = Jaccard,
        ["matthews_corrcoef"] = Matthews,
        ["cohen_kappa_score"] = CohenKappa,
    };

    private static Function Share(MetricParameters parameters, bool equal, bool normalize)
    {
        var weights = parameters.Numbers("sample_weight");
        return (truth, predicted) =>
        {
            parameters.CheckWeights(weights, truth.Length);
            var matches = new double[truth.Length];
            for (var i = 0; i < matches.Length; i++)
            {
                matches[i] = truth[i] == predicted[i] ? 1 : 0;
            }

            return Share(matches, weights, equal, normalize);
        };
    }

    /// <summary>The share or the number of matches, or of the rest.</summary>
    public static double Share(double[] matches, double[] weights, bool equal, bool normalize)
    {
        if (normalize)
        {
            var score = NumpySum.Average(matches, weights);
            return equal ? score : 1 - score;
        }

        var sum = weights.Length == 0 ? NumpySum.Of(matches) : NumpySum.Average(matches, weights) * NumpySum.Of(weights);
        return equal ? sum : (weights.Length == 0 ? matches.Length : NumpySum.Of(weights)) - sum;
    }

    private static Function BalancedAccuracy(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        var adjusted = parameters.Flag("adjusted", false);
        return (truth, predicted) =>
        {
            parameters.CheckWeights(weights, truth.Length);
            var counts = LabelCounts.Of(truth, predicted, weights, LabelCounts.Present(truth, predicted));
            List<double> recalls = [];
            for (var i = 0; i < counts.Labels.Length; i++)
            {
                if (counts.Actual[i] != 0)
                {
                    recalls.Add(counts.Hits[i] / counts.Actual[i]);
                }
            }

            var score = NumpySum.Average([.. recalls], []);
            var chance = 1.0 / recalls.Count;
            return adjusted ? (score - chance) / (1 - chance) : score;
        };
    }

    private static Function FBeta(MetricParameters parameters) => PerClass(parameters, Beta(parameters), scores => scores.FScore, average => average.FScore);

    /// <summary>The weight of recall against precision.</summary>
    public static double Beta(MetricParameters parameters)
    {
        var beta = parameters.OptionalNumber("beta") ?? throw parameters.Wrong("beta", null, "a number, 0 or more");
        return beta >= 0 ? beta : throw parameters.Wrong("beta", beta, "a number, 0 or more");
    }

    /// <summary>The average by support of classes that never truly occur.</summary>
    public static double Pick(PrecisionRecall scores, Func<PrecisionRecall, double[]> which)
    {
        var (precision, recall, fScore) = scores.Average(bySupport: true);
        return which(scores) == scores.Precision ? precision : which(scores) == scores.Recall ? recall : fScore;
    }

    private static Function PerClass(
        MetricParameters parameters, double beta, Func<PrecisionRecall, double[]> scores, Func<(double Precision, double Recall, double FScore), double> average)
    {
        var classes = new ClassSelection(parameters);
        return (truth, predicted) =>
        {
            var counts = classes.Count(truth, predicted);
            return classes.Average == Averaging.Micro
                ? scores(PrecisionRecall.Micro(counts, beta, classes.ZeroDivision))[0]
                : average(new PrecisionRecall(counts, beta, classes.ZeroDivision).Average(classes.Average == Averaging.Weighted));
        };
    }

    private static Function Jaccard(MetricParameters parameters)
    {
        var classes = new ClassSelection(parameters);
        return (truth, predicted) => Jaccard(classes.Count(truth, predicted), classes);
    }

    /// <summary>Intersection over union, joined as the parameters say.</summary>
    public static double Jaccard(LabelCounts counts, ClassSelection classes)
    {
        var unions = new double[counts.Labels.Length];
        for (var i = 0; i < unions.Length; i++)
        {
            unions[i] = counts.Predicted[i] + counts.Actual[i] - counts.Hits[i];
        }

        if (classes.Average == Averaging.Micro)
        {
            return PrecisionRecall.Divide([NumpySum.Of(counts.Hits)], [NumpySum.Of(unions)], classes.ZeroDivision)[0];
        }

        var weights = classes.Average switch
        {
            Averaging.Weighted when Array.Exists(counts.Actual, count => count != 0) => counts.Actual,
            Averaging.Samples => classes.Weights,
            _ => [],
        };
        return NumpySum.Average(PrecisionRecall.Divide(counts.Hits, unions, classes.ZeroDivision), weights);
    }

    private static Function Matthews(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        return (truth, predicted) =>
        {
            parameters.CheckWeights(weights, truth.Length);
            var counts = LabelCounts.Of(truth, predicted, weights, LabelCounts.Present(truth, predicted));
            double correct = NumpySum.Of(counts.Hits), total = NumpySum.Of(counts.Predicted);
            double mixed = 0, predictedSquares = 0, actualSquares = 0;
            for (var i = 0; i < counts.Labels.Length; i++)
            {
                mixed += counts.Actual[i] * counts.Predicted[i];
                predictedSquares += counts.Predicted[i] * counts.Predicted[i];
                actualSquares += counts.Actual[i] * counts.Actual[i];
            }

            var variances = ((total * total) - predictedSquares) * ((total * total) - actualSquares);
            return variances == 0 ? 0 : ((correct * total) - mixed) / Math.Sqrt(variances);
        };
    }

    private static Function CohenKappa(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        var only = parameters.Labels("labels");
        var weighting = parameters.Choice("weights", "", "linear", "quadratic");
        return (truth, predicted) =>
        {
            parameters.CheckWeights(weights, truth.Length);
            var matrix = LabelCounts.Matrix(truth, predicted, weights, only ?? LabelCounts.Present(truth, predicted));
            var size = matrix.GetLength(0);
            double[] columns = new double[size], rows = new double[size];
            double total = 0;
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                {
                    rows[i] += matrix[i, j];
                    columns[j] += matrix[i, j];
                    total += matrix[i, j];
                }
            }

            double observed = 0, expected = 0;
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                {
                    var distance = weighting switch { "linear" => Math.Abs(i - j), "quadratic" => (i - j) * (i - j), _ => i == j ? 0 : 1 };
                    observed += distance * matrix[i, j];
                    expected += distance * (columns[i] * rows[j] / total);
                }
            }

            return 1 - (observed / expected);
        };
    }
}
