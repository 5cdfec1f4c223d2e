namespace Thelper.Metrics.Boxes;

/// <summary>How well the objects of one class were found.</summary>
public sealed record DetectionScores
{
    /// <summary>The class.</summary>
    public required string ClassName { get; init; }

    /// <summary>The overlap (intersection over union) from which on a prediction counts as right.</summary>
    public required double IouThreshold { get; init; }

    /// <summary><c>all-points</c> or <c>11-points</c>.</summary>
    public required string EvalMethod { get; init; }

    /// <summary>The share of right ones among the predictions so far, from the most confident one down.</summary>
    public required IReadOnlyList<double> Precision { get; init; }

    /// <summary>The share of true boxes found so far; 0 where there are none.</summary>
    public required IReadOnlyList<double> Recall { get; init; }

    /// <summary>The area under the interpolated curve, in [0, 1]; 0 where there are no true boxes.</summary>
    public required double AveragePrecision { get; init; }

    /// <summary>Precision that no longer rises towards lower recall.</summary>
    public required IReadOnlyList<double> InterpolatedPrecision { get; init; }

    /// <summary>The recall of each interpolated precision.</summary>
    public required IReadOnlyList<double> InterpolatedRecall { get; init; }

    /// <summary>True boxes.</summary>
    public required int TotalPositives { get; init; }

    /// <summary>Right predictions; further ones of the same true box are wrong.</summary>
    public required int TruePositives { get; init; }

    /// <summary>Wrong predictions.</summary>
    public required int FalsePositives { get; init; }
}
