using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of points that were projected to a plane.</summary>
public static class ProjectionPlot
{
    private const int MostInLegend = 30;
    private const string White = "#FFFFFF";

    /// <summary>Draws a dot for each point: its middle in the colour of its label, its border in that of its prediction, and a white ring between the two where they differ.</summary>
    /// <param name="x">One coordinate of each point; the chart reaches from the smallest to the largest.</param>
    /// <param name="y">The other one.</param>
    /// <param name="inner">The colour of each middle, <c>#RRGGBB</c>.</param>
    /// <param name="outer">The colour of each border.</param>
    /// <param name="legend">Names and their colours; of more than 30 the first ones.</param>
    /// <param name="title">The heading; null for none.</param>
    /// <param name="size">Width and height of the picture in pixels.</param>
    /// <returns>A chart.</returns>
    /// <exception cref="ArgumentException">There are not as many of all.</exception>
    public static PlotImage Create(
        IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<string> inner, IReadOnlyList<string> outer, IReadOnlyList<KeyValuePair<string, string>> legend,
        string? title = null, (int Width, int Height)? size = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentNullException.ThrowIfNull(legend);
        if (y.Count != x.Count || inner.Count != x.Count || outer.Count != x.Count)
        {
            throw new ArgumentException("There must be two coordinates and two colours of each point.", nameof(inner));
        }

        var (width, height) = size ?? (960, 960);
        var script = new StringBuilder();
        PlotText.AppendTitles(script, title, legend.Count > 0 ? "Center: Label, Border: Prediction" : "", "");
        script.Append("unset xtics\nunset ytics\nset border lw 1.2 lc rgb '#404040'\nset size square\nset xrange [-0.03:1.03]\nset yrange [-0.03:1.03]\n");
        if (x.Count == 0)
        {
            PlotText.AppendNoData(script);
            return new(script.ToString(), width, height);
        }

        script.Append("set key outside right top width 1 samplen 0.5\n");
        var differs = Enumerable.Range(0, x.Count).Where(i => inner[i] != outer[i]).ToList();
        var (left, right, low, high) = (x.Min(), x.Max(), y.Min(), y.Max());
        AppendDots(script, "border", Enumerable.Range(0, x.Count), outer);
        AppendDots(script, "ring", differs, null);
        AppendDots(script, "middle", differs, inner);
        script.Append("plot $border using 1:2:3 with points pt 7 ps 1.3 lc rgb variable notitle");
        if (differs.Count > 0)
        {
            script.Append(", $ring using 1:2:3 with points pt 7 ps 0.95 lc rgb variable notitle, $middle using 1:2:3 with points pt 7 ps 0.7 lc rgb variable notitle");
        }

        foreach (var (name, color) in legend.Take(MostInLegend))
        {
            script.Append(", NaN with points pt 7 ps 1.3 lc rgb '").Append(color).Append("' title ").Append(PlotText.Quote(PlotText.Clip(name, 20)));
        }

        return new(script.Append('\n').ToString(), width, height);

        void AppendDots(StringBuilder to, string name, IEnumerable<int> which, IReadOnlyList<string>? colors)
        {
            to.Append(CultureInfo.InvariantCulture, $"${name} << EOD\n");
            foreach (var i in which)
            {
                to.Append(CultureInfo.InvariantCulture, $"{PlotText.Number(Share(x[i], left, right))} {PlotText.Number(Share(y[i], low, high))} 0x{(colors?[i] ?? White)[1..]}\n");
            }

            to.Append("EOD\n");
        }
    }

    private static double Share(double value, double least, double most) => most > least ? (value - least) / (most - least) : 0.5;
}
