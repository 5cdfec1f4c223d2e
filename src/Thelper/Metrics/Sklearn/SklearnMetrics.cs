namespace Thelper.Metrics.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that a configuration may name.</summary>
public static class SklearnMetrics
{
    private const string Prefix = "sklearn.metrics.";

    /// <summary>All names, with their prefix.</summary>
    public static IEnumerable<string> Names =>
        LabelMetrics.All.Keys.Concat(ScoreMetrics.All.Keys).Concat(TableMetrics.All.Keys).Concat(RegressionMetrics.All.Keys).Distinct().Select(name => Prefix + name);

    /// <summary>Finds a function and gives it its parameters.</summary>
    /// <param name="name">The full dotted name.</param>
    /// <param name="parameters">Its keyword arguments as plain values, or null.</param>
    /// <returns>The function, ready to be called any number of times.</returns>
    /// <exception cref="UserErrorException">The name, a parameter or its value is not known.</exception>
    public static SklearnMetric Bind(string name, IReadOnlyDictionary<string, object?>? parameters)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : "";
        var read = new MetricParameters(name, parameters ?? new Dictionary<string, object?>());
        var functions = new Dictionary<SklearnInput, Func<SklearnBatch, double>>();
        if (LabelMetrics.All.TryGetValue(bare, out var ofLabels))
        {
            var function = ofLabels(read);
            functions[SklearnInput.Labels] = batch => function(batch.Labels, batch.PredictedLabels);
        }

        if (SetMetrics.All.TryGetValue(bare, out var ofSets))
        {
            functions[SklearnInput.LabelSets] = ofSets(read);
        }

        if (ScoreMetrics.All.TryGetValue(bare, out var ofScores))
        {
            var function = ofScores(read);
            functions[SklearnInput.Score] = batch => function(batch.Members, batch.Scores);
        }

        if (TableMetrics.All.TryGetValue(bare, out var ofTables))
        {
            var function = ofTables.Make(read);
            if (ofTables.Inputs.Contains(SklearnInput.Scores))
            {
                read.Labels("labels");
            }

            foreach (var input in ofTables.Inputs)
            {
                functions[input] = function;
            }
        }

        if (RegressionMetrics.All.TryGetValue(bare, out var ofValues))
        {
            functions[SklearnInput.Values] = ofValues(read);
        }

        if (functions.Count == 0)
        {
            throw new UserErrorException($"metric_name: unknown metric '{name}'{NearestName.Hint(name, Names)}");
        }

        read.RefuseOthers();
        return new SklearnMetric(name, read, functions);
    }
}
