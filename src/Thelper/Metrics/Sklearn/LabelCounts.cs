using Thelper.Metrics.Counting;

namespace Thelper.Metrics.Sklearn;

/// <summary>How often each label was predicted, was true, and was both; weighted if sample weights are given.</summary>
internal sealed class LabelCounts
{
    private const int Small = 1024;

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
        // Labels are small numbers as a rule, and there may be many millions.
        Span<bool> small = stackalloc bool[Small];
        var others = new SortedSet<long>();
        Note(truth, small);
        Note(predicted, small);
        for (var label = 0; label < Small; label++)
        {
            if (small[label])
            {
                others.Add(label);
            }
        }

        return [.. others];

        void Note(ReadOnlySpan<long> labels, Span<bool> seen)
        {
            foreach (var label in labels)
            {
                if ((ulong)label < Small)
                {
                    seen[(int)label] = true;
                }
                else
                {
                    others.Add(label);
                }
            }
        }
    }

    /// <summary>Counts the given labels; others are passed over.</summary>
    public static LabelCounts Of(ReadOnlySpan<long> truth, ReadOnlySpan<long> predicted, ReadOnlySpan<double> weights, long[] labels)
    {
        var counts = new LabelCounts(labels);
        if (weights.IsEmpty && Array.TrueForAll(labels, label => (ulong)label < Small))
        {
            counts.Count(truth, predicted);
            return counts;
        }

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

    private void Count(ReadOnlySpan<long> truth, ReadOnlySpan<long> predicted)
    {
        var classes = Labels.Length == 0 ? 0 : (int)Labels.Max() + 1;
        var pairs = new LabelConfusion(classes);
        pairs.Add(truth, predicted);
        for (var i = 0; i < Labels.Length; i++)
        {
            var label = (int)Labels[i];
            Hits[i] = pairs[label, label];
            for (var other = 0; other <= classes; other++)
            {
                Actual[i] += pairs[label, other];
                Predicted[i] += pairs[other, label];
            }
        }
    }
}
