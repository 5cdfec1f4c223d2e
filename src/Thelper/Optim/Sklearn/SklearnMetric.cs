namespace Thelper.Optim.Sklearn;

/// <summary>A function of <c>sklearn.metrics</c> with its parameters.</summary>
public sealed class SklearnMetric
{
    private readonly LabelMetrics.Function? labels;
    private readonly ScoreMetrics.Function? scores;

    internal SklearnMetric(string name, LabelMetrics.Function? labels, ScoreMetrics.Function? scores)
    {
        Name = name;
        this.labels = labels;
        this.scores = scores;
    }

    /// <summary>The full name, such as <c>sklearn.metrics.f1_score</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the function rates scores; otherwise it compares labels, and scores mean nothing to it.</summary>
    public bool TakesScores => scores is not null;

    /// <summary>Compares predicted with true labels. A function of scores takes the predicted labels 0 and 1 as scores.</summary>
    /// <param name="truth">The true labels; at least one.</param>
    /// <param name="predicted">As many predicted labels.</param>
    /// <returns>The value; NaN where it is undefined.</returns>
    /// <exception cref="UserErrorException">The parameters do not fit these labels.</exception>
    public double Eval(long[] truth, long[] predicted)
    {
        if (labels is not null)
        {
            return labels(truth, predicted);
        }

        if (Array.Exists(truth, label => label is not (0 or 1)))
        {
            throw new UserErrorException($"'{Name}' rates one class against the rest: set a target_name");
        }

        return scores!(Array.ConvertAll(truth, label => label == 1), Array.ConvertAll(predicted, label => (double)label));
    }

    /// <summary>Rates scores.</summary>
    /// <param name="truth">Whether each sample belongs to the class; at least one.</param>
    /// <param name="score">As many scores of the class.</param>
    /// <returns>The value; NaN where it is undefined.</returns>
    /// <exception cref="UserErrorException">The parameters do not fit, or the function compares labels.</exception>
    public double Eval(bool[] truth, double[] score) =>
        scores is null ? throw new UserErrorException($"'{Name}' compares labels, not scores: use the metric type classif_best") : scores(truth, score);
}
