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
internal sealed record Decision([property: JsonPropertyName("label")] string Label, [property: JsonPropertyName("index")] int Index, [property: JsonPropertyName("values")] IReadOnlyList<double> Values)
{
    /// <summary>What was decided of a picture: the best class, each class of a map, the objects, or the numbers.</summary>
    public static IReadOnlyList<Decision> Of(Prediction prediction, Task task, IReadOnlyList<string> labels)
    {
        string Label(int index) => index >= 0 && index < labels.Count ? labels[index] : "";
        return prediction switch
        {
            ClassPrediction { Classes: [var best, ..] } => [new(Label(best.Index), best.Index, [best.Score])],
            MapPrediction map => [.. Enumerable.Range(0, ((Segmentation)task).ClassNames.Count).Select(index => new Decision(Label(index), index, [Share(map, index)]))],
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
            var (ours, theirs) = (found[k], expected[k]);
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
                if (!(Math.Abs(ours.Values[i] - theirs.Values[i]) <= tolerance * Math.Max(1, Math.Abs(theirs.Values[i]))))
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
