using Thelper.Config;

namespace Thelper.Optim.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that a configuration may name.</summary>
public static class SklearnMetrics
{
    private const string Prefix = "sklearn.metrics.";

    /// <summary>All names, with their prefix.</summary>
    public static IEnumerable<string> Names => LabelMetrics.All.Keys.Concat(ScoreMetrics.All.Keys).Select(name => Prefix + name);

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
        SklearnMetric metric;
        if (LabelMetrics.All.TryGetValue(bare, out var labels))
        {
            metric = new SklearnMetric(name, labels(read), null);
        }
        else if (ScoreMetrics.All.TryGetValue(bare, out var scores))
        {
            metric = new SklearnMetric(name, null, scores(read));
        }
        else
        {
            throw new UserErrorException($"metric_name: unknown metric '{name}'{NearestName.Hint(name, Names)}");
        }

        read.RefuseOthers();
        return metric;
    }
}
