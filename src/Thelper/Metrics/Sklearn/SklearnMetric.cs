namespace Thelper.Metrics.Sklearn;

/// <summary>A function of <c>sklearn.metrics</c> with its parameters.</summary>
public sealed class SklearnMetric
{
    private readonly IReadOnlyDictionary<SklearnInput, Func<SklearnBatch, double>> functions;
    private readonly MetricParameters parameters;

    internal SklearnMetric(string name, MetricParameters parameters, IReadOnlyDictionary<SklearnInput, Func<SklearnBatch, double>> functions)
    {
        Name = name;
        this.parameters = parameters;
        this.functions = functions;
    }

    /// <summary>The full name, such as <c>sklearn.metrics.f1_score</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the function rates scores; otherwise scores mean nothing to it.</summary>
    public bool TakesScores => Takes(SklearnInput.Score) || Takes(SklearnInput.Scores) || Takes(SklearnInput.ScoreSets);

    /// <summary>Compares predicted with true labels. A function of scores takes the predicted labels 0 and 1 as scores.</summary>
    /// <param name="truth">The true labels; at least one.</param>
    /// <param name="predicted">As many predicted labels.</param>
    /// <returns>The value; NaN where it is undefined.</returns>
    /// <exception cref="UserErrorException">The parameters do not fit these labels.</exception>
    public double Eval(long[] truth, long[] predicted)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        if (Takes(SklearnInput.Labels))
        {
            return Eval(new SklearnBatch { Input = SklearnInput.Labels, Labels = truth, PredictedLabels = predicted });
        }

        var numbers = Array.ConvertAll(predicted, label => (double)label);
        if (Takes(SklearnInput.Values))
        {
            return Eval(new SklearnBatch { Input = SklearnInput.Values, Values = Array.ConvertAll(truth, label => (double)label), Scores = numbers });
        }

        return Array.Exists(truth, label => label is not (0 or 1))
            ? throw new UserErrorException($"'{Name}' rates one class against the rest: set a target_name")
            : Eval(Array.ConvertAll(truth, label => label == 1), numbers);
    }

    /// <summary>Rates scores.</summary>
    /// <param name="truth">Whether each sample belongs to the class; at least one.</param>
    /// <param name="score">As many scores of the class.</param>
    /// <returns>The value; NaN where it is undefined.</returns>
    /// <exception cref="UserErrorException">The parameters do not fit, or the function compares labels.</exception>
    public double Eval(bool[] truth, double[] score) => Eval(new SklearnBatch { Input = SklearnInput.Score, Members = truth, Scores = score });

    /// <summary>Computes the value.</summary>
    /// <param name="batch">At least one sample.</param>
    /// <exception cref="UserErrorException">The parameters do not fit, or the function cannot be given this.</exception>
    internal double Eval(SklearnBatch batch) => functions.TryGetValue(batch.Input, out var function) ? function(batch) : throw Refusal(batch.Input);

    /// <summary>Whether the function can be given this.</summary>
    internal bool Takes(SklearnInput input) => functions.ContainsKey(input);

    /// <summary>Refuses what would fail sooner or later.</summary>
    /// <param name="input">What the function will be given.</param>
    /// <param name="classes">The number of classes of the task.</param>
    /// <exception cref="UserErrorException">The function cannot be given this, or its parameters do not fit.</exception>
    internal void Check(SklearnInput input, int classes)
    {
        if (!Takes(input) && !(input == SklearnInput.Labels && (Takes(SklearnInput.Values) || (Takes(SklearnInput.Score) && classes <= 2))))
        {
            throw Refusal(input);
        }

        var average = parameters.Text("average");
        if (input == SklearnInput.Labels && average == "samples")
        {
            throw parameters.Wrong("average", average, "another one: samples have one label each");
        }

        if (input == SklearnInput.Labels && classes > 2 && average is null or "binary" && parameters.Knows("average") && Takes(SklearnInput.Labels))
        {
            throw new UserErrorException(
                $"'{Name}' with average 'binary' needs two classes, and the task has {classes}: set a target_name, or set metric_params: average to 'micro', 'macro' or 'weighted'");
        }

        if (input == SklearnInput.LabelSets && average is null or "binary" && parameters.Knows("average"))
        {
            throw new UserErrorException($"'{Name}' with average 'binary' needs one label per sample: set metric_params: average to 'micro', 'macro', 'weighted' or 'samples', or set a target_name");
        }

        if (input != SklearnInput.Scores)
        {
            return;
        }

        if (parameters.Knows("multi_class"))
        {
            CheckSeveral(average, classes);
        }

        if (parameters.Labels("labels") is { } labels && !labels.SequenceEqual(Enumerable.Range(0, classes).Select(i => (long)i)))
        {
            throw parameters.Wrong("labels", labels.Select(label => (object?)label).ToList(), $"left out, or list all {classes} class indices");
        }
    }

    private void CheckSeveral(string? average, int classes)
    {
        if (classes <= 2)
        {
            throw new UserErrorException($"'{Name}' of two classes rates one of them: set a target_name");
        }

        var kind = parameters.Text("multi_class");
        if (kind is null or "raise")
        {
            throw new UserErrorException($"'{Name}' of several classes: set a target_name, or set metric_params: multi_class to 'ovr' or 'ovo'");
        }

        if (average == "samples" || (average == "micro" && kind == "ovo"))
        {
            throw parameters.Wrong("average", average, kind == "ovo" ? "macro or weighted for pairs of classes" : "micro, macro or weighted");
        }

        if (parameters.OptionalNumber("max_fpr") is { } rate and not 1)
        {
            throw parameters.Wrong("max_fpr", rate, "left out: it needs one class, set a target_name");
        }

        if (kind == "ovo" && parameters.Numbers("sample_weight").Length > 0)
        {
            throw new UserErrorException($"metric_params: '{Name}' of pairs of classes takes no sample_weight");
        }
    }

    private UserErrorException Refusal(SklearnInput input) => new(input switch
    {
        SklearnInput.Labels => Takes(SklearnInput.LabelSets) || TakesScores
            ? $"'{Name}' rates scores: use the metric type classif_score, with a target_name for one class"
            : $"'{Name}' does not compare labels",
        SklearnInput.LabelSets => $"'{Name}' compares one label per sample: set a target_name",
        SklearnInput.Score => Takes(SklearnInput.ScoreSets) || Takes(SklearnInput.Scores)
            ? $"'{Name}' rates all classes of samples with several labels: leave target_name out"
            : $"'{Name}' compares {(Takes(SklearnInput.Values) ? "numbers, not scores: use the metric type regression" : "labels, not scores: use the metric type classif_best")}",
        SklearnInput.Scores => Takes(SklearnInput.Score)
            ? $"target_name: '{Name}' with the type classif_score needs the name of a class"
            : $"'{Name}' {(TakesScores ? "needs a task whose samples have several labels" : "compares labels, not scores: use the metric type classif_best")}",
        SklearnInput.ScoreSets => $"'{Name}' rates one class per sample: set a target_name",
        _ => $"'{Name}' is no metric of regression, such as sklearn.metrics.mean_squared_error or sklearn.metrics.r2_score",
    });
}
