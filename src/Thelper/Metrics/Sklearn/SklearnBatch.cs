namespace Thelper.Metrics.Sklearn;

/// <summary>Samples for a function of <c>sklearn.metrics</c>; what is filled depends on the input.</summary>
internal sealed class SklearnBatch
{
    /// <summary>Which arrays are filled.</summary>
    public required SklearnInput Input { get; init; }

    /// <summary>Number of classes, or of numbers per sample; 1 for one class.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>True class indices.</summary>
    public long[] Labels { get; init; } = [];

    /// <summary>Predicted class indices.</summary>
    public long[] PredictedLabels { get; init; } = [];

    /// <summary>Whether samples belong to classes, [samples, columns] in row order.</summary>
    public bool[] Members { get; init; } = [];

    /// <summary>Whether that was predicted, as <see cref="Members"/>.</summary>
    public bool[] PredictedMembers { get; init; } = [];

    /// <summary>Scores or predicted numbers, [samples, columns] in row order.</summary>
    public double[] Scores { get; init; } = [];

    /// <summary>True numbers, as <see cref="Scores"/>.</summary>
    public double[] Values { get; init; } = [];

    /// <summary>Whether scores were computed in single precision, which sets the distance that logarithms keep from 0.</summary>
    public bool SinglePrecision { get; init; }

    /// <summary>Number of samples.</summary>
    public int Count => Math.Max(Labels.Length, Math.Max(Members.Length, Values.Length) / Columns);

    /// <summary>All samples of several batches of the same kind.</summary>
    /// <param name="batches">At least one.</param>
    public static SklearnBatch Join(IReadOnlyList<SklearnBatch> batches) => batches.Count == 1
        ? batches[0]
        : new()
        {
            Input = batches[0].Input,
            Columns = batches[0].Columns,
            SinglePrecision = batches[0].SinglePrecision,
            Labels = Concat(batches, batch => batch.Labels),
            PredictedLabels = Concat(batches, batch => batch.PredictedLabels),
            Members = Concat(batches, batch => batch.Members),
            PredictedMembers = Concat(batches, batch => batch.PredictedMembers),
            Scores = Concat(batches, batch => batch.Scores),
            Values = Concat(batches, batch => batch.Values),
        };

    private static T[] Concat<T>(IReadOnlyList<SklearnBatch> batches, Func<SklearnBatch, T[]> part)
    {
        var all = new T[batches.Sum(batch => part(batch).Length)];
        var place = 0;
        foreach (var batch in batches)
        {
            part(batch).CopyTo(all, place);
            place += part(batch).Length;
        }

        return all;
    }
}
