namespace Thelper.Metrics.Sklearn;

/// <summary>Joins what a function says about each of several numbers per sample: scikit-learn's parameters <c>multioutput</c> and <c>sample_weight</c>.</summary>
internal sealed class OutputAverage
{
    private readonly MetricParameters parameters;
    private readonly double[] sampleWeights;
    private readonly double[] outputWeights = [];
    private readonly bool byVariance;

    /// <summary>Reads the parameters.</summary>
    /// <param name="parameters">Where they are.</param>
    /// <param name="allowVariance">Whether outputs can weigh by their variance.</param>
    public OutputAverage(MetricParameters parameters, bool allowVariance)
    {
        this.parameters = parameters;
        sampleWeights = parameters.Numbers("sample_weight");
        if (parameters.Is<string>("multioutput"))
        {
            byVariance = parameters.Choice("multioutput", "uniform_average", allowVariance ? ["uniform_average", "variance_weighted"] : ["uniform_average"]) == "variance_weighted";
        }
        else
        {
            outputWeights = parameters.Numbers("multioutput");
        }
    }

    /// <summary>A value of one output: true numbers, predicted ones, and weights of samples or none.</summary>
    public delegate T Function<T>(double[] truth, double[] predicted, double[] weights);

    /// <summary>The average of a value over outputs.</summary>
    public double Average(SklearnBatch batch, Function<double> function) => NumpySum.Average(Each(batch, function), outputWeights);

    /// <summary>The average over outputs of 1 - a / b.</summary>
    /// <param name="batch">The numbers.</param>
    /// <param name="function">Gives a and b.</param>
    /// <param name="forceFinite">Whether 0 / 0 gives 1 and a / 0 gives 0.</param>
    public double AverageOfShares(SklearnBatch batch, Function<(double A, double B)> function, bool forceFinite)
    {
        var parts = Each(batch, function);
        var shares = Array.ConvertAll(parts, part => forceFinite && part.A == 0 ? 1 : forceFinite && part.B == 0 ? 0 : 1 - (part.A / part.B));
        var weights = byVariance && Array.Exists(parts, part => part.B != 0) ? Array.ConvertAll(parts, part => part.B) : outputWeights;
        return NumpySum.Average(shares, weights);
    }

    private T[] Each<T>(SklearnBatch batch, Function<T> function)
    {
        parameters.CheckWeights(sampleWeights, batch.Count);
        if (outputWeights.Length > 0 && (outputWeights.Length != batch.Columns || batch.Columns == 1))
        {
            throw new UserErrorException($"metric_params: 'multioutput' of '{parameters.Metric}' holds {outputWeights.Length} weights for {batch.Columns} numbers per sample");
        }

        var results = new T[batch.Columns];
        for (var column = 0; column < results.Length; column++)
        {
            results[column] = function(Column(batch.Values, column), Column(batch.Scores, column), sampleWeights);
        }

        return results;

        double[] Column(double[] table, int column)
        {
            if (batch.Columns == 1)
            {
                return table;
            }

            var values = new double[batch.Count];
            for (var row = 0; row < values.Length; row++)
            {
                values[row] = table[(row * batch.Columns) + column];
            }

            return values;
        }
    }
}
