using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of a session's loss over its epochs.</summary>
public static class LossPlot
{
    private static readonly string[] Colors = ["#1f4e8c", "#d1602b", "#3b8f4a"];

    /// <summary>Draws a line for each set; a loss that is NaN or infinite leaves a gap.</summary>
    /// <param name="sets">Names of sets, each with its losses by epoch; up to three.</param>
    /// <returns>A chart of 800x600 pixels.</returns>
    /// <exception cref="ArgumentException">There are more than three sets.</exception>
    public static PlotImage Create(IReadOnlyList<(string Name, IReadOnlyList<(int Epoch, double Loss)> Points)> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count > Colors.Length)
        {
            throw new ArgumentException($"There are {Colors.Length} colours.", nameof(sets));
        }

        var script = new StringBuilder();
        var shown = sets.Where(set => set.Points.Any(point => double.IsFinite(point.Loss))).ToList();
        for (var i = 0; i < shown.Count; i++)
        {
            script.Append(CultureInfo.InvariantCulture, $"$set{i} << EOD\n");
            foreach (var (epoch, loss) in shown[i].Points)
            {
                script.Append(double.IsFinite(loss) ? $"{epoch.ToString(CultureInfo.InvariantCulture)} {PlotText.Number(loss)}\n" : "\n");
            }

            script.Append("EOD\n");
        }

        PlotText.AppendTitles(script, "Loss", "Epoch", "Loss");
        if (shown.Count == 0)
        {
            PlotText.AppendNoData(script);
            return new PlotImage(script.ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
        }

        script.Append("set grid lw 1 lc rgb '#dddddd'\nset border 3 lw 1.2 lc rgb '#404040'\nset xtics nomirror\nset ytics nomirror\nset format x '%.0f'\nset offsets 0.5, 0.5, graph 0.06, graph 0.06\nset key above right horizontal\nplot ");
        script.AppendJoin(", ", shown.Select((set, i) => string.Create(
            CultureInfo.InvariantCulture, $"$set{i} using 1:2 with linespoints lw 2 pt 7 ps 0.8 lc rgb '{Colors[i]}' title {PlotText.Quote(set.Name)}")));
        return new PlotImage(script.Append('\n').ToString(), ClassAxis.ChartWidth, ClassAxis.ChartHeight);
    }
}
