using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of how much there is of each class.</summary>
public static class BarPlot
{
    private const int MaxNumbers = 16;

    /// <summary>Draws one bar per label; up to 16 bars carry their number.</summary>
    /// <param name="labels">Names.</param>
    /// <param name="counts">One number per name, not negative.</param>
    /// <param name="xLabel">What the labels are.</param>
    /// <param name="yLabel">What the numbers are.</param>
    /// <param name="title">The heading; null for none.</param>
    /// <returns>A chart of 800x600 pixels.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers than names.</exception>
    public static PlotImage Create(IReadOnlyList<string> labels, IReadOnlyList<double> counts, string xLabel = "", string yLabel = "Pop. Count", string? title = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(counts);
        if (labels.Count != counts.Count)
        {
            throw new ArgumentException("There must be one number per name.", nameof(counts));
        }

        var script = new StringBuilder("$bars << EOD\n");
        for (var i = 0; i < counts.Count; i++)
        {
            script.Append(CultureInfo.InvariantCulture, $"{i} {PlotText.Number(counts[i])} {Text(counts[i])}\n");
        }

        script.Append("EOD\n");
        PlotText.AppendTitles(script, title, xLabel, yLabel);
        ClassAxis.Append(script, labels);
        var top = counts.Count == 0 ? 0 : counts.Max();
        script.Append(CultureInfo.InvariantCulture, $"set yrange [0:{PlotText.Number(top > 0 ? top * 1.08 : 1)}]\n");
        script.Append("set format y '%.6g'\nset style fill solid 0.9 border lc rgb '#1f4e8c'\nset boxwidth 0.8\nset grid ytics lw 1 lc rgb '#dddddd'\nset border 3 lw 1.2 lc rgb '#404040'\nset ytics nomirror\nunset key\n");
        if (counts.Count == 0)
        {
            PlotText.AppendNoData(script);
            return new PlotImage(script.ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
        }

        script.Append("plot $bars using 1:2 with boxes lc rgb '#4a86c8'");
        if (counts.Count <= MaxNumbers)
        {
            script.Append(", $bars using 1:2:(strcol(3)) with labels offset 0,0.7 font ',11' tc rgb '#303030'");
        }

        return new PlotImage(script.Append('\n').ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
    }

    private static string Text(double value) => value.ToString(value == Math.Floor(value) && Math.Abs(value) < 1e9 ? "F0" : "G3", CultureInfo.InvariantCulture);
}
