namespace Thelper.Metrics.Sklearn;

/// <summary>Reads the parameters of a metric once each, and refuses those that nobody asked for.</summary>
internal sealed class MetricParameters(string metric, IReadOnlyDictionary<string, object?> given)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>The function's name, for messages.</summary>
    public string Metric => metric;

    /// <summary>A number.</summary>
    public double Number(string name, double standard) => Read(name) switch
    {
        null => standard,
        long value => value,
        int value => value,
        double value => value,
        var other => throw Wrong(name, other, "a number"),
    };

    /// <summary>A number that may be missing.</summary>
    public double? OptionalNumber(string name) => Read(name) is null ? null : Number(name, 0);

    /// <summary>A label.</summary>
    public long Label(string name, long standard) => Read(name) switch
    {
        null => standard,
        bool value => value ? 1 : 0,
        long value => value,
        int value => value,
        var other => throw Wrong(name, other, "a class index"),
    };

    /// <summary>A switch.</summary>
    public bool Flag(string name, bool standard) => Read(name) switch
    {
        null => standard,
        bool value => value,
        var other => throw Wrong(name, other, "true or false"),
    };

    /// <summary>One of several words.</summary>
    public string Choice(string name, string standard, params string[] choices) => Read(name) switch
    {
        null => standard,
        string value when choices.Contains(value) => value,
        var other => throw Wrong(name, other, $"one of {string.Join(", ", choices)}"),
    };

    /// <summary>Whether the function has a parameter, as far as it was read.</summary>
    public bool Knows(string name) => known.Contains(name);

    /// <summary>Whether a value of this type was given.</summary>
    public bool Is<T>(string name) => Read(name) is T;

    /// <summary>Refuses weights that are not one per sample.</summary>
    public void CheckWeights(double[] weights, int samples)
    {
        if (weights.Length != 0 && weights.Length != samples)
        {
            throw new UserErrorException($"metric_params: 'sample_weight' of '{metric}' holds {weights.Length} weights for {samples} samples");
        }
    }

    /// <summary>The value if it is a text, else null.</summary>
    public string? Text(string name) => given.GetValueOrDefault(name) as string;

    /// <summary>A list of numbers; empty when missing.</summary>
    public double[] Numbers(string name) => Read(name) switch
    {
        null => [],
        IEnumerable<object?> values => [.. values.Select(value => value switch
        {
            long number => number,
            int number => (double)number,
            double number => number,
            _ => throw Wrong(name, value, "a list of numbers"),
        })],
        var other => throw Wrong(name, other, "a list of numbers"),
    };

    /// <summary>A list of labels; null when missing.</summary>
    public long[]? Labels(string name) => Read(name) is null ? null : [.. Numbers(name).Select(value => (long)value)];

    /// <summary>Fails on parameters that were not read.</summary>
    public void RefuseOthers()
    {
        foreach (var name in given.Keys)
        {
            if (!known.Contains(name))
            {
                throw new UserErrorException($"metric_params: '{metric}' has no parameter '{name}'{NearestName.Hint(name, known)}");
            }
        }
    }

    /// <summary>The error for an unsuitable value.</summary>
    public UserErrorException Wrong(string name, object? value, string expected) =>
        new($"metric_params: '{name}' of '{metric}' must be {expected}, not {PythonRepr.Of(value)}");

    private object? Read(string name)
    {
        known.Add(name);
        return given.GetValueOrDefault(name);
    }
}
