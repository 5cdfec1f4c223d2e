namespace Thelper.Metrics.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that rate the score of a class against whether samples belong to it.</summary>
internal static class ScoreMetrics
{
    /// <summary>Computes a value from memberships and scores.</summary>
    public delegate double Function(bool[] truth, double[] scores);

    /// <summary>The functions by name, each made from its parameters.</summary>
    public static IReadOnlyDictionary<string, Func<MetricParameters, Function>> All { get; } = new Dictionary<string, Func<MetricParameters, Function>>(StringComparer.Ordinal)
    {
        ["roc_auc_score"] = RocAuc,
        ["average_precision_score"] = AveragePrecision,
        ["brier_score_loss"] = Brier,
    };

    private static Function RocAuc(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        var maxFpr = parameters.OptionalNumber("max_fpr") ?? 1;
        if (!(maxFpr is > 0 and <= 1))
        {
            throw parameters.Wrong("max_fpr", maxFpr, "a number in ]0, 1]");
        }

        // These choose between several classes; here it is always one class against the rest.
        parameters.Choice("average", "macro", "micro", "macro", "samples", "weighted");
        parameters.Choice("multi_class", "raise", "raise", "ovr", "ovo");
        parameters.Labels("labels");
        return (truth, scores) => RocAnalysis.AreaUnderRoc(truth, scores, Weights(parameters, weights, truth.Length), maxFpr);
    }

    private static Function AveragePrecision(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        parameters.Choice("average", "macro", "micro", "macro", "samples", "weighted");
        var positive = parameters.Label("pos_label", 1) == 1;
        return (truth, scores) => RocAnalysis.AveragePrecision(Positives(truth, positive), scores, Weights(parameters, weights, truth.Length));
    }

    private static Function Brier(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        var positive = parameters.Label("pos_label", 1) == 1;
        return (truth, scores) =>
        {
            var squares = new double[scores.Length];
            for (var i = 0; i < squares.Length; i++)
            {
                if (scores[i] is < 0 or > 1)
                {
                    throw new UserErrorException($"'{parameters.Metric}' needs probabilities in [0, 1] and got {scores[i]}: leave force_softmax on");
                }

                var error = (truth[i] == positive ? 1 : 0) - scores[i];
                squares[i] = error * error;
            }

            return NumpySum.Average(squares, Weights(parameters, weights, truth.Length));
        };
    }

    private static bool[] Positives(bool[] truth, bool positive) => positive ? truth : Array.ConvertAll(truth, value => !value);

    private static double[] Weights(MetricParameters parameters, double[] weights, int samples)
    {
        parameters.CheckWeights(weights, samples);
        return weights;
    }
}
