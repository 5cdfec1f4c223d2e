using Thelper.Tasks;

namespace Thelper.Draw;

/// <summary>An object as it is drawn: where its edges are, and what stands beside it. Pixel i reaches from i to i + 1.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Color">Red, green, blue.</param>
/// <param name="Confidence">The score of a prediction; null for a truth.</param>
/// <param name="Points">Its key points; empty where there are none.</param>
public sealed record BoxMark(double Left, double Top, double Right, double Bottom, string Name, IReadOnlyList<byte> Color, double? Confidence, IReadOnlyList<KeyPoint> Points)
{
    /// <summary>A box as it is drawn: one with margin reaches to the end of its last pixels.</summary>
    /// <param name="task">Names and colours the classes.</param>
    /// <param name="box">The box.</param>
    public static BoxMark Of(Detection task, BoundingBox box)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(box);
        var margin = box.IncludeMargin ? 1 : 0;
        return new(
            box.Left, box.Top, box.Right + margin, box.Bottom + margin, DetectionDrawing.LabelOf(box, task).Name, DetectionDrawing.ColorOf(box, task),
            DetectionGrouping.ConfidenceOf(box), [.. box.Shape?.KeyPoints?.Where(point => point.Visibility > 0) ?? []]);
    }
}
