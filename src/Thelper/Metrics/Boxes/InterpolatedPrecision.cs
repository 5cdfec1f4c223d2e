namespace Thelper.Metrics.Boxes;

/// <summary>The average precision of a curve of precision over recall, each precision replaced by the best at the same or a higher recall.</summary>
internal static class InterpolatedPrecision
{
    /// <summary>Area under the whole interpolated curve: PASCAL VOC from 2010 on.</summary>
    public const string AllPoints = "all-points";

    /// <summary>Mean of the best precision at recalls of at least 0, 0.1, ... 1: PASCAL VOC 2007.</summary>
    public const string ElevenPoints = "11-points";

    /// <summary>The average precision of a curve, the interpolated curve, and for all points where in it the steps of the sum end (counted with the point at recall 0).</summary>
    /// <param name="precision">Precision after each prediction, from the most confident one down.</param>
    /// <param name="recall">As many recalls, not falling.</param>
    /// <param name="method"><see cref="AllPoints"/> or <see cref="ElevenPoints"/>.</param>
    public static (double AveragePrecision, IReadOnlyList<double> Precision, IReadOnlyList<double> Recall, IReadOnlyList<int>? Indices) Of(
        IReadOnlyList<double> precision, IReadOnlyList<double> recall, string method)
        => method == AllPoints ? AllPointsOf(precision, recall) : ElevenPointsOf(precision, recall);

    private static (double AveragePrecision, IReadOnlyList<double> Precision, IReadOnlyList<double> Recall, IReadOnlyList<int>? Indices) AllPointsOf(
        IReadOnlyList<double> precision, IReadOnlyList<double> recall)
    {
        double[] heights = [0, .. precision, 0];
        double[] places = [0, .. recall, 1];
        for (var i = heights.Length - 1; i > 0; i--)
        {
            heights[i - 1] = Math.Max(heights[i - 1], heights[i]);
        }

        var area = 0.0;
        List<int> steps = [];
        for (var i = 1; i < places.Length; i++)
        {
            if (places[i] != places[i - 1])
            {
                steps.Add(i);
                area += (places[i] - places[i - 1]) * heights[i];
            }
        }

        return (area, heights[..^1], places[..^1], steps);
    }

    private static (double AveragePrecision, IReadOnlyList<double> Precision, IReadOnlyList<double> Recall, IReadOnlyList<int>? Indices) ElevenPointsOf(
        IReadOnlyList<double> precision, IReadOnlyList<double> recall)
    {
        const int Points = 11;
        double[] best = new double[Points], places = new double[Points];
        for (var point = 0; point < Points; point++)
        {
            places[point] = point * 0.1;
            for (var i = 0; i < recall.Count; i++)
            {
                if (recall[i] >= places[point])
                {
                    best[point] = Math.Max(best[point], precision[i]);
                }
            }
        }

        var sum = 0.0;
        for (var point = Points - 1; point >= 0; point--)
        {
            sum += best[point];
        }

        return (sum / Points, best, places, null);
    }
}
