using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of how values spread: mean, deviation and extremes of each label.</summary>
public static class ErrorBarPlot
{
    /// <summary>Draws the mean as a dot, a thick bar of one deviation to both sides, and a thin one from the smallest value to the largest.</summary>
    /// <param name="labels">Names.</param>
    /// <param name="minValues">Smallest value of each.</param>
    /// <param name="maxValues">Largest value of each.</param>
    /// <param name="stddevValues">Standard deviation of each.</param>
    /// <param name="meanValues">Mean of each.</param>
    /// <param name="xLabel">What the labels are.</param>
    /// <param name="yLabel">What the values are.</param>
    /// <param name="title">The heading; null for none.</param>
    /// <returns>A chart of 800x600 pixels.</returns>
    /// <exception cref="ArgumentException">There is not one value of each kind per name.</exception>
    public static PlotImage Create(
        IReadOnlyList<string> labels,
        IReadOnlyList<double> minValues,
        IReadOnlyList<double> maxValues,
        IReadOnlyList<double> stddevValues,
        IReadOnlyList<double> meanValues,
        string xLabel = "",
        string yLabel = "Raw Value",
        string? title = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(minValues);
        ArgumentNullException.ThrowIfNull(maxValues);
        ArgumentNullException.ThrowIfNull(stddevValues);
        ArgumentNullException.ThrowIfNull(meanValues);
        if (new[] { minValues, maxValues, stddevValues, meanValues }.Any(values => values.Count != labels.Count))
        {
            throw new ArgumentException("There must be one smallest, largest and mean value and one deviation per name.", nameof(labels));
        }

        var script = new StringBuilder("$spread << EOD\n");
        for (var i = 0; i < labels.Count; i++)
        {
            script.Append(CultureInfo.InvariantCulture, $"{i} {PlotText.Number(meanValues[i])} {PlotText.Number(minValues[i])} {PlotText.Number(maxValues[i])} ")
                .Append(CultureInfo.InvariantCulture, $"{PlotText.Number(meanValues[i] - stddevValues[i])} {PlotText.Number(meanValues[i] + stddevValues[i])}\n");
        }

        script.Append("EOD\n");
        PlotText.AppendTitles(script, title, xLabel, yLabel);
        ClassAxis.Append(script, labels);
        script.Append("set grid ytics lw 1 lc rgb '#dddddd'\nset border 3 lw 1.2 lc rgb '#404040'\nset ytics nomirror\nset bars 0.5\nset offsets 0, 0, graph 0.06, graph 0.06\nset key above right horizontal\n");
        if (labels.Count == 0)
        {
            PlotText.AppendNoData(script);
            return new PlotImage(script.ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
        }

        var width = Math.Clamp(200 / labels.Count, 2, 9);
        script.Append("plot $spread using 1:2:3:4 with yerrorbars pt 0 lw 1.4 lc rgb '#555555' title 'extremes', ")
            .Append(CultureInfo.InvariantCulture, $"$spread using 1:5:(0):($6-$5) with vectors nohead lw {width} lc rgb '#7fb0e0' title 'deviation', ")
            .Append("$spread using 1:2 with points pt 7 ps 1.1 lc rgb '#1f4e8c' title 'mean'\n");
        return new PlotImage(script.ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
    }
}
