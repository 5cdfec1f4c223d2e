namespace Thelper.Metrics.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that compare predicted with true sets of labels, for samples that may belong to several classes.</summary>
internal static class SetMetrics
{
    /// <summary>The functions by name, each made from its parameters.</summary>
    public static IReadOnlyDictionary<string, Func<MetricParameters, Func<SklearnBatch, double>>> All { get; } =
        new Dictionary<string, Func<MetricParameters, Func<SklearnBatch, double>>>(StringComparer.Ordinal)
        {
            ["accuracy_score"] = parameters => Exact(parameters, equal: true),
            ["zero_one_loss"] = parameters => Exact(parameters, equal: false),
            ["hamming_loss"] = Hamming,
            ["precision_score"] = parameters => PerClass(parameters, 1, scores => scores.Precision),
            ["recall_score"] = parameters => PerClass(parameters, 1, scores => scores.Recall),
            ["f1_score"] = parameters => PerClass(parameters, 1, scores => scores.FScore),
            ["fbeta_score"] = parameters => PerClass(parameters, LabelMetrics.Beta(parameters), scores => scores.FScore),
            ["jaccard_score"] = Jaccard,
        };

    private static Func<SklearnBatch, double> Exact(MetricParameters parameters, bool equal)
    {
        var normalize = parameters.Flag("normalize", true);
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            var matches = new double[batch.Count];
            for (var i = 0; i < matches.Length; i++)
            {
                var row = new Range(i * batch.Columns, (i + 1) * batch.Columns);
                matches[i] = batch.Members.AsSpan(row).SequenceEqual(batch.PredictedMembers.AsSpan(row)) ? 1 : 0;
            }

            return LabelMetrics.Share(matches, weights, equal, normalize);
        };
    }

    private static Func<SklearnBatch, double> Hamming(MetricParameters parameters)
    {
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            parameters.CheckWeights(weights, batch.Count);
            var errors = new double[batch.Count];
            for (var i = 0; i < batch.Members.Length; i++)
            {
                errors[i / batch.Columns] += batch.Members[i] == batch.PredictedMembers[i] ? 0 : 1;
            }

            return NumpySum.Average(errors, weights) / batch.Columns;
        };
    }

    private static Func<SklearnBatch, double> PerClass(MetricParameters parameters, double beta, Func<PrecisionRecall, double[]> scores)
    {
        var classes = new ClassSelection(parameters);
        return batch =>
        {
            var counts = classes.Count(batch);
            return classes.Average switch
            {
                Averaging.Micro => scores(PrecisionRecall.Micro(counts, beta, classes.ZeroDivision))[0],
                Averaging.Samples => NumpySum.Average(scores(new PrecisionRecall(counts, beta, classes.ZeroDivision)), classes.Weights),
                Averaging.Weighted when NumpySum.Of(counts.Actual) == 0 => LabelMetrics.Pick(new PrecisionRecall(counts, beta, classes.ZeroDivision), scores),
                Averaging.Weighted => NumpySum.Average(scores(new PrecisionRecall(counts, beta, classes.ZeroDivision)), counts.Actual),
                _ => NumpySum.Average(scores(new PrecisionRecall(counts, beta, classes.ZeroDivision)), []),
            };
        };
    }

    private static Func<SklearnBatch, double> Jaccard(MetricParameters parameters)
    {
        var classes = new ClassSelection(parameters);
        return batch => LabelMetrics.Jaccard(classes.Count(batch), classes);
    }
}
