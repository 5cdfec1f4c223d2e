namespace Thelper.Metrics.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that rate scores of several classes, or need more than the order of one class's scores.</summary>
internal static class TableMetrics
{
    /// <summary>The functions by name, each made from its parameters, and what they can be given.</summary>
    public static IReadOnlyDictionary<string, (SklearnInput[] Inputs, Func<MetricParameters, Func<SklearnBatch, double>> Make)> All { get; } =
        new Dictionary<string, (SklearnInput[] Inputs, Func<MetricParameters, Func<SklearnBatch, double>> Make)>(StringComparer.Ordinal)
        {
            ["roc_auc_score"] = ([SklearnInput.Scores, SklearnInput.ScoreSets], RocAuc),
            ["average_precision_score"] = ([SklearnInput.ScoreSets], AveragePrecision),
            ["log_loss"] = ([SklearnInput.Score, SklearnInput.Scores], LogLoss),
            ["top_k_accuracy_score"] = ([SklearnInput.Score, SklearnInput.Scores], TopK),
            ["hinge_loss"] = ([SklearnInput.Score, SklearnInput.Scores], Hinge),
            ["coverage_error"] = ([SklearnInput.ScoreSets], parameters => RankingMetrics.PerSample(parameters, RankingMetrics.Coverage)),
            ["label_ranking_average_precision_score"] = ([SklearnInput.ScoreSets], parameters => RankingMetrics.PerSample(parameters, RankingMetrics.AveragePrecision)),
            ["label_ranking_loss"] = ([SklearnInput.ScoreSets], parameters => RankingMetrics.PerSample(parameters, RankingMetrics.Loss)),
            ["dcg_score"] = ([SklearnInput.ScoreSets], parameters => RankingMetrics.Gain(parameters, normalized: false)),
            ["ndcg_score"] = ([SklearnInput.ScoreSets], parameters => RankingMetrics.Gain(parameters, normalized: true)),
        };

    private static Func<SklearnBatch, double> RocAuc(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        var maxFpr = parameters.OptionalNumber("max_fpr") ?? 1;
        var average = parameters.Choice("average", "macro", "micro", "macro", "samples", "weighted");
        var oneVersusOne = parameters.Choice("multi_class", "raise", "raise", "ovr", "ovo") == "ovo";
        double Area(bool[] truth, double[] scores, double[] given) => RocAnalysis.AreaUnderRoc(truth, scores, given, maxFpr);
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            if (batch.Input == SklearnInput.ScoreSets)
            {
                return ClassAverages.Of(batch, average, weights, Area);
            }

            for (var row = 0; row < batch.Count; row++)
            {
                if (!(Math.Abs(NumpySum.Of(batch.Scores.AsSpan(row * batch.Columns, batch.Columns)) - 1) <= 1e-5))
                {
                    throw new UserErrorException($"'{parameters.Metric}' of several classes needs probabilities that add up to 1: leave force_softmax on");
                }
            }

            return oneVersusOne ? ClassAverages.OfPairs(batch, average == "weighted", Area) : ClassAverages.Of(batch, average, weights, Area);
        };
    }

    private static Func<SklearnBatch, double> AveragePrecision(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        var average = parameters.Choice("average", "macro", "micro", "macro", "samples", "weighted");
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            return ClassAverages.Of(batch, average, weights, (truth, scores, given) => RocAnalysis.AveragePrecision(truth, scores, given));
        };
    }

    private static Func<SklearnBatch, double> LogLoss(MetricParameters parameters)
    {
        double? given = parameters.Is<string>("eps") && parameters.Choice("eps", "auto", "auto") == "auto" ? null : parameters.OptionalNumber("eps");
        var normalize = parameters.Flag("normalize", true);
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            var least = given ?? (batch.SinglePrecision ? 1.1920928955078125e-07 : 2.220446049250313e-16);
            var losses = new double[batch.Count];
            for (var row = 0; row < losses.Length; row++)
            {
                if (batch.Input == SklearnInput.Score)
                {
                    var score = Math.Clamp(batch.Scores[row], least, 1 - least);
                    losses[row] = -Math.Log((batch.Members[row] ? score : 1 - score) / (1 - score + score));
                    continue;
                }

                var sum = 0.0;
                var own = double.NaN;
                for (var column = 0; column < batch.Columns; column++)
                {
                    var score = Math.Clamp(batch.Scores[(row * batch.Columns) + column], least, 1 - least);
                    sum += score;
                    own = column == batch.Labels[row] ? score : own;
                }

                losses[row] = -Math.Log(own / sum);
            }

            return WeightedSum(losses, weights, normalize);
        };
    }

    private static Func<SklearnBatch, double> TopK(MetricParameters parameters)
    {
        var k = parameters.Label("k", 2);
        if (k < 1)
        {
            throw parameters.Wrong("k", k, "a whole number, 1 or more");
        }

        var normalize = parameters.Flag("normalize", true);
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            var hits = new double[batch.Count];
            var probabilities = batch.Input == SklearnInput.Score && batch.Scores.Min() >= 0 && batch.Scores.Max() <= 1;
            for (var row = 0; row < hits.Length; row++)
            {
                if (batch.Input == SklearnInput.Score)
                {
                    hits[row] = k > 1 || batch.Scores[row] > (probabilities ? 0.5 : 0) == batch.Members[row] ? 1 : 0;
                    continue;
                }

                // Of equal scores, the later class comes first.
                var scores = batch.Scores.AsSpan(row * batch.Columns, batch.Columns);
                var own = (int)batch.Labels[row];
                var before = 0L;
                for (var column = 0; column < batch.Columns && own >= 0 && own < batch.Columns; column++)
                {
                    before += scores[column] > scores[own] || (scores[column] == scores[own] && column > own) ? 1 : 0;
                }

                hits[row] = own >= 0 && own < batch.Columns && before < k ? 1 : 0;
            }

            return WeightedSum(hits, weights, normalize);
        };
    }

    private static Func<SklearnBatch, double> Hinge(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            var losses = new double[batch.Count];
            for (var row = 0; row < losses.Length; row++)
            {
                double margin;
                if (batch.Input == SklearnInput.Score)
                {
                    margin = batch.Members[row] ? batch.Scores[row] : -batch.Scores[row];
                }
                else
                {
                    var scores = batch.Scores.AsSpan(row * batch.Columns, batch.Columns);
                    var highest = double.NegativeInfinity;
                    for (var column = 0; column < scores.Length; column++)
                    {
                        highest = column == batch.Labels[row] ? highest : Math.Max(highest, scores[column]);
                    }

                    margin = scores[(int)batch.Labels[row]] - highest;
                }

                losses[row] = Math.Max(0, 1 - margin);
            }

            return NumpySum.Average(losses, weights);
        };
    }

    private static double WeightedSum(double[] values, double[] weights, bool normalize)
    {
        var mean = NumpySum.Average(values, weights);
        return normalize ? mean : weights.Length == 0 ? NumpySum.Of(values) : mean * NumpySum.Of(weights);
    }
}
