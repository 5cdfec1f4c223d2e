namespace Thelper.Optim.Sklearn;

/// <summary>How often each label was predicted, was true, and was both; weighted if sample weights are given.</summary>
internal sealed class LabelCounts
{
    private LabelCounts(long[] labels)
    {
        Labels = labels;
        Hits = new double[labels.Length];
        Predicted = new double[labels.Length];
        Actual = new double[labels.Length];
    }

    /// <summary>The counted labels.</summary>
    public long[] Labels { get; }

    /// <summary>Samples of the label that were predicted as such.</summary>
    public double[] Hits { get; }

    /// <summary>Samples predicted as the label.</summary>
    public double[] Predicted { get; }

    /// <summary>Samples that truly have the label.</summary>
    public double[] Actual { get; }

    /// <summary>All labels in either list, ascending.</summary>
    public static long[] Present(ReadOnlySpan<long> truth, ReadOnlySpan<long> predicted)
    {
        var seen = new SortedSet<long>();
        foreach (var label in truth)
        {
            seen.Add(label);
        }

        foreach (var label in predicted)
        {
            seen.Add(label);
        }

        return [.. seen];
    }

    /// <summary>Counts the given labels; others are passed over.</summary>
    public static LabelCounts Of(ReadOnlySpan<long> truth, ReadOnlySpan<long> predicted, ReadOnlySpan<double> weights, long[] labels)
    {
        var counts = new LabelCounts(labels);
        var places = new Dictionary<long, int>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            places[labels[i]] = i;
        }

        for (var i = 0; i < truth.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (places.TryGetValue(truth[i], out var row))
            {
                counts.Actual[row] += weight;
                if (truth[i] == predicted[i])
                {
                    counts.Hits[row] += weight;
                }
            }

            if (places.TryGetValue(predicted[i], out var column))
            {
                counts.Predicted[column] += weight;
            }
        }

        return counts;
    }

    /// <summary>Counts sets of labels.</summary>
    /// <param name="batch">Samples that may have several labels.</param>
    /// <param name="weights">Weights of the samples, or empty.</param>
    /// <param name="only">The classes that count; null for all.</param>
    /// <param name="perSample">Whether each sample has counts of its own, over all classes; otherwise each class, over all samples.</param>
    public static LabelCounts OfSets(SklearnBatch batch, double[] weights, long[]? only, bool perSample)
    {
        var classes = only ?? [.. Enumerable.Range(0, batch.Columns).Select(label => (long)label)];
        var counts = new LabelCounts(perSample ? new long[batch.Count] : classes);
        for (var row = 0; row < batch.Count; row++)
        {
            var weight = weights.Length == 0 ? 1 : weights[row];
            for (var i = 0; i < classes.Length; i++)
            {
                var place = (row * batch.Columns) + (int)classes[i];
                var counter = perSample ? row : i;
                counts.Actual[counter] += batch.Members[place] ? weight : 0;
                counts.Predicted[counter] += batch.PredictedMembers[place] ? weight : 0;
                counts.Hits[counter] += batch.Members[place] && batch.PredictedMembers[place] ? weight : 0;
            }
        }

        return counts;
    }

    /// <summary>The confusion matrix over the given labels: true labels as rows, samples with another label left out.</summary>
    public static double[,] Matrix(ReadOnlySpan<long> truth, ReadOnlySpan<long> predicted, ReadOnlySpan<double> weights, long[] labels)
    {
        var matrix = new double[labels.Length, labels.Length];
        var places = new Dictionary<long, int>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            places[labels[i]] = i;
        }

        for (var i = 0; i < truth.Length; i++)
        {
            if (places.TryGetValue(truth[i], out var row) && places.TryGetValue(predicted[i], out var column))
            {
                matrix[row, column] += weights.IsEmpty ? 1 : weights[i];
            }
        }

        return matrix;
    }
}
