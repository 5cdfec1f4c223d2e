using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of how numbers are distributed.</summary>
public static class HistogramPlot
{
    /// <summary>Draws the share of the numbers in each of equally wide ranges between the smallest and the largest.</summary>
    /// <param name="data">The numbers; those that are not finite are left out.</param>
    /// <param name="bins">How many ranges, above 0.</param>
    /// <param name="xLabel">What the numbers are.</param>
    /// <param name="yLabel">The name of the shares.</param>
    /// <param name="title">The heading; null for none.</param>
    /// <returns>A chart of 800x600 pixels.</returns>
    public static PlotImage Create(ReadOnlySpan<double> data, int bins = 50, string xLabel = "", string yLabel = "Proportion", string? title = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var (edges, shares) = Count(data, bins);
        var script = new StringBuilder("$shares << EOD\n");
        for (var i = 0; i < shares.Length; i++)
        {
            script.Append(CultureInfo.InvariantCulture, $"{PlotText.Number((edges[i] + edges[i + 1]) / 2)} {PlotText.Number(shares[i])}\n");
        }

        script.Append("EOD\n");
        PlotText.AppendTitles(script, title, xLabel, yLabel);
        script.Append("set style fill solid 0.9 border lc rgb '#1f4e8c'\nset grid ytics lw 1 lc rgb '#dddddd'\nset border 3 lw 1.2 lc rgb '#404040'\nset xtics nomirror\nset ytics nomirror\nset format y '%.3g'\nunset key\nset rmargin at screen 0.95\n");
        if (shares.Length == 0)
        {
            script.Append("set xrange [0:1]\nset yrange [0:1]\n");
            PlotText.AppendNoData(script);
            return new PlotImage(script.ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
        }

        script.Append(CultureInfo.InvariantCulture, $"set boxwidth {PlotText.Number(edges[1] - edges[0])}\n");
        script.Append(CultureInfo.InvariantCulture, $"set xrange [{PlotText.Number(edges[0])}:{PlotText.Number(edges[^1])}]\nset yrange [0:{PlotText.Number(shares.Max() * 1.05)}]\n");
        script.Append("plot $shares using 1:2 with boxes lc rgb '#4a86c8'\n");
        return new PlotImage(script.ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
    }

    /// <summary>Sorts numbers into ranges, as numpy does: a range holds its lower end, the last one both; one number alone lies in a range of width 1.</summary>
    /// <returns>The ends of the ranges, and the shares of the finite numbers in them; both empty where there is none.</returns>
    internal static (double[] Edges, double[] Shares) Count(ReadOnlySpan<double> data, int bins)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        var total = 0L;
        foreach (var value in data)
        {
            if (double.IsFinite(value))
            {
                (low, high, total) = (Math.Min(low, value), Math.Max(high, value), total + 1);
            }
        }

        if (total == 0)
        {
            return ([], []);
        }

        (low, high) = low == high ? (low - 0.5, high + 0.5) : (low, high);
        var width = (high - low) / bins;
        var shares = new double[bins];
        foreach (var value in data)
        {
            if (double.IsFinite(value))
            {
                shares[Math.Clamp((int)((value - low) / width), 0, bins - 1)] += 1.0 / total;
            }
        }

        return ([.. Enumerable.Range(0, bins + 1).Select(i => low + (i * width))], shares);
    }
}
