namespace Thelper.Metrics.Sklearn;

/// <summary>Which classes a per-class score looks at and how it joins them: the parameters that scikit-learn's precision, recall, F and Jaccard scores share.</summary>
internal sealed class ClassSelection
{
    private readonly MetricParameters parameters;
    private readonly long[]? only;
    private readonly long positive;
    private readonly double[] weights;

    public ClassSelection(MetricParameters parameters)
    {
        this.parameters = parameters;
        only = parameters.Labels("labels");
        positive = parameters.Label("pos_label", 1);
        weights = parameters.Numbers("sample_weight");
        Average = parameters.Choice("average", "binary", "binary", "micro", "macro", "weighted", "samples") switch
        {
            "micro" => Averaging.Micro,
            "macro" => Averaging.Macro,
            "weighted" => Averaging.Weighted,
            "samples" => Averaging.Samples,
            _ => Averaging.Binary,
        };
        ZeroDivision = parameters.Is<string>("zero_division") && parameters.Choice("zero_division", "warn", "warn") == "warn" ? 0 : parameters.Number("zero_division", 0);
        if (ZeroDivision is not (0 or 1))
        {
            throw parameters.Wrong("zero_division", ZeroDivision, "0, 1 or 'warn'");
        }
    }

    /// <summary>Weights of the samples, or empty.</summary>
    public double[] Weights => weights;

    /// <summary>How the classes are joined.</summary>
    public Averaging Average { get; }

    /// <summary>The score of a class where it is undefined.</summary>
    public double ZeroDivision { get; }

    /// <summary>Counts the selected classes.</summary>
    public LabelCounts Count(long[] truth, long[] predicted)
    {
        parameters.CheckWeights(weights, truth.Length);
        if (Average == Averaging.Samples)
        {
            throw parameters.Wrong("average", "samples", "another one: samples have one label each");
        }

        if (Average != Averaging.Binary)
        {
            return LabelCounts.Of(truth, predicted, weights, only ?? LabelCounts.Present(truth, predicted));
        }

        var present = LabelCounts.Present(truth, predicted);
        if (present.Length > 2)
        {
            throw new UserErrorException(
                $"'{parameters.Metric}' with average 'binary' needs two classes and got {present.Length}: set a target_name, or set metric_params: average to 'micro', 'macro' or 'weighted'");
        }

        if (present.Length == 2 && Array.IndexOf(present, positive) < 0)
        {
            throw new UserErrorException($"metric_params: pos_label {positive} of '{parameters.Metric}' is not one of the classes {present[0]} and {present[1]}");
        }

        return LabelCounts.Of(truth, predicted, weights, [positive]);
    }

    /// <summary>Counts the selected classes, or each sample, of samples with several labels.</summary>
    public LabelCounts Count(SklearnBatch batch)
    {
        parameters.CheckWeights(weights, batch.Count);
        if (Average == Averaging.Binary)
        {
            throw new UserErrorException($"'{parameters.Metric}' with average 'binary' needs one label per sample: set metric_params: average to 'micro', 'macro', 'weighted' or 'samples'");
        }

        if (only is not null && Array.Exists(only, label => label < 0 || label >= batch.Columns))
        {
            throw parameters.Wrong("labels", only.Select(label => (object?)label).ToList(), $"indices below {batch.Columns}");
        }

        return LabelCounts.OfSets(batch, Average == Averaging.Samples ? [] : weights, only, Average == Averaging.Samples);
    }
}
