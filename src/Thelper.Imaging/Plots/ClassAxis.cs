using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The horizontal axis of a chart with one place per class.</summary>
internal static class ClassAxis
{
    private const int MaxLabels = 40;
    private const int LabelLength = 16;

    // Beyond this many characters side by side, labels would touch each other.
    private const int RoomForFlatLabels = 60;

    /// <summary>Appends range and labels; many or long labels are slanted, and of very many only every n-th is named.</summary>
    /// <param name="script">The chart.</param>
    /// <param name="labels">Names of the places 0, 1, ...</param>
    public static void Append(StringBuilder script, IReadOnlyList<string> labels)
    {
        var step = Math.Max(1, (labels.Count + MaxLabels - 1) / MaxLabels);
        var list = new StringBuilder();
        var (longest, total) = (0, 0);
        for (var i = 0; i < labels.Count; i += step)
        {
            var label = labels[i].Length <= LabelLength ? labels[i] : labels[i][..(LabelLength - 2)] + "..";
            (longest, total) = (Math.Max(longest, label.Length), total + label.Length + 2);
            list.Append(i == 0 ? "" : ", ").Append(PlotText.QuoteTic(label)).Append(CultureInfo.InvariantCulture, $" {i}");
        }

        var slanted = longest * labels.Count / step > RoomForFlatLabels;
        var font = (labels.Count / step) switch { <= 12 => 13, <= 25 => 11, _ => 9 };
        script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.7:{Math.Max(1, labels.Count) - 0.3}]\n");
        script.Append(CultureInfo.InvariantCulture, $"set xtics {(slanted ? "rotate by -50 left" : "norotate center")} scale 0 font ',{font}' ({list})\n");

        // Slanted labels reach down by about 0.77 of their length (the sine of 50 degrees), in a font of 0.6 of its size per character.
        var length = longest * font * 0.6 * 4 / 3;
        var foot = slanted ? 0.06 + (length * 0.77 / ChartHeight) : 0.08;
        script.Append(CultureInfo.InvariantCulture, $"set bmargin at screen {foot + 0.04:F4}\n");
        script.Append(CultureInfo.InvariantCulture, $"set rmargin at screen {(slanted ? Math.Min(0.95, 0.99 - (length * 0.64 / ChartWidth)) : 0.97):F4}\n");
    }

    /// <summary>Height of charts with such an axis, in pixels.</summary>
    public const int ChartHeight = 600;

    /// <summary>Width of charts with such an axis, in pixels.</summary>
    public const int ChartWidth = 800;
}
