using System.Globalization;
using System.Text.Json.Serialization;
using Thelper.Infer;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Bundles;

/// <summary>One thing that was decided of a picture.</summary>
/// <param name="Label">Its name by the bundle's labels; empty where the task has none.</param>
/// <param name="Index">Its index among them.</param>
/// <param name="Values">
/// Classification: the score. Segmentation: the share of the pixels. Detection: score, left, top, right, bottom. Others: mean, least and greatest of the numbers.
/// </param>
/// <param name="Near">Classification: the classes that score so nearly as much that rounding may make one of them the best; null for none.</param>
internal sealed record Decision(
    [property: JsonPropertyName("label")] string Label,
    [property: JsonPropertyName("index")] int Index,
    [property: JsonPropertyName("values")] IReadOnlyList<double> Values,
    [property: JsonPropertyName("near"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Decision>? Near = null)
{
    // Of a map these may go to another class by rounding, whatever its size.
    private const double FewPixels = 4;

    /// <summary>How far the numbers may be off, whatever is allowed otherwise: a share is counted in whole pixels.</summary>
    [JsonIgnore]
    public double Grain { get; init; }

    /// <summary>What was decided of a picture: the best class, each class of a map, the objects, or the numbers.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <param name="task">The task.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <param name="cells">How many pixels the network decided of each picture; those of the picture may be more.</param>
    /// <param name="near">Classes count as near the best up to this difference, relative to its score or 1.</param>
    public static IReadOnlyList<Decision> Of(Prediction prediction, Task task, IReadOnlyList<string> labels, long cells, double near)
    {
        string Label(int index) => index >= 0 && index < labels.Count ? labels[index] : "";
        Decision Class(ClassScore one) => new(Label(one.Index), one.Index, [one.Score]);
        List<Decision>? Near(ClassScore best, IEnumerable<ClassScore> others) =>
            others.TakeWhile(other => best.Score - other.Score <= near * Math.Max(1, Math.Abs(best.Score))).Select(Class).ToList() is { Count: > 0 } few ? few : null;
        return prediction switch
        {
            ClassPrediction { Classes: [var best, ..] classes } => [Class(best) with { Near = Near(best, classes.Skip(1)) }],
            MapPrediction map => [.. Enumerable.Range(0, ((Segmentation)task).ClassNames.Count).Select(index => new Decision(Label(index), index, [Share(map, index)]) { Grain = FewPixels / Math.Min(cells, map.Labels.Length) })],
            BoxPrediction boxes => [.. boxes.Boxes.Select(box => new Decision(Label(((Detection)task).IndexOf(box)), ((Detection)task).IndexOf(box), [(double)box.Confidence!, .. box.BBox]))],
            ValuePrediction values => [new("", 0, Summary(values.Values.Span))],
            _ => [],
        };
    }

    /// <summary>How decisions differ; null where they do not.</summary>
    /// <param name="found">Those of now.</param>
    /// <param name="expected">Those that were bundled.</param>
    /// <param name="tolerance">How far numbers may lie apart, relative to their size or 1.</param>
    public static string? Difference(IReadOnlyList<Decision> found, IReadOnlyList<Decision> expected, double tolerance)
    {
        if (found.Count != expected.Count)
        {
            return $"there are {found.Count} where {expected.Count} were expected";
        }

        for (var k = 0; k < found.Count; k++)
        {
            // Of classes that score alike any may be the best.
            var ours = found[k];
            var theirs = expected[k].Near?.FirstOrDefault(near => near.Label == ours.Label && near.Index == ours.Index) ?? expected[k];
            if (ours.Label != theirs.Label || ours.Index != theirs.Index)
            {
                return $"'{ours.Label}' (index {ours.Index}) where '{theirs.Label}' (index {theirs.Index}) was expected";
            }

            if (ours.Values.Count != theirs.Values.Count)
            {
                return $"'{ours.Label}' with {ours.Values.Count} numbers where {theirs.Values.Count} were expected";
            }

            for (var i = 0; i < theirs.Values.Count; i++)
            {
                if (!(Math.Abs(ours.Values[i] - theirs.Values[i]) <= Math.Max(ours.Grain, tolerance * Math.Max(1, Math.Abs(theirs.Values[i])))))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"'{ours.Label}' with {ours.Values[i]:G6} where {theirs.Values[i]:G6} was expected");
                }
            }
        }

        return null;
    }

    private static double Share(MapPrediction map, int index) => (double)map.Labels.Span.Count(index) / map.Labels.Length;

    private static double[] Summary(ReadOnlySpan<float> values)
    {
        var (sum, least, greatest) = (0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (sum, least, greatest) = (sum + value, Math.Min(least, value), Math.Max(greatest, value));
        }

        return values.Length == 0 ? [0, 0, 0] : [sum / values.Length, least, greatest];
    }
}
