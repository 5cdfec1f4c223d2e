using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of precision over recall.</summary>
public static class PrecisionRecallPlot
{
    // Points closer than this on both axes fall on the same pixel.
    private const double Resolution = 0.0005;

    /// <summary>Draws the precision that goes with each recall, as steps: the precision of a point holds back to the recall before it.</summary>
    /// <param name="recall">Values in [0, 1], ascending or descending.</param>
    /// <param name="precision">Values in [0, 1], as many.</param>
    /// <param name="averagePrecision">The area under the curve, named in the legend.</param>
    /// <param name="title">What the curve is about.</param>
    /// <param name="positives">The share of positive samples, the precision of a guess, drawn as a dashed line; null for none.</param>
    /// <returns>A chart of 800x800 pixels.</returns>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static PlotImage Create(ReadOnlySpan<double> recall, ReadOnlySpan<double> precision, double averagePrecision, string title, double? positives = null)
    {
        if (recall.Length != precision.Length)
        {
            throw new ArgumentException("Recall and precision differ in length.", nameof(precision));
        }

        var script = new StringBuilder("$curve << EOD\n");
        var (lastX, lastY) = (double.NaN, double.NaN);
        var descending = recall.Length > 1 && recall[0] > recall[^1];
        for (var i = 0; i < recall.Length; i++)
        {
            var at = descending ? recall.Length - 1 - i : i;
            if (i < recall.Length - 1 && Math.Abs(recall[at] - lastX) < Resolution && Math.Abs(precision[at] - lastY) < Resolution)
            {
                continue;
            }

            // A step is a level piece back to the point before, and an upright one between the two.
            script.Append(CultureInfo.InvariantCulture, $"{PlotText.Number(double.IsNaN(lastX) ? recall[at] : lastX)} {PlotText.Number(precision[at])}\n");
            script.Append(CultureInfo.InvariantCulture, $"{PlotText.Number(recall[at])} {PlotText.Number(precision[at])}\n");
            (lastX, lastY) = (recall[at], precision[at]);
        }

        script.Append("EOD\n");
        PlotText.AppendTitles(script, title, "Recall", "Precision");
        RateAxes.Append(script, top: 1.05, legend: "left");
        if (recall.Length == 0)
        {
            PlotText.AppendNoData(script);
            return new PlotImage(script.ToString(), 800, 800);
        }

        script.Append("plot ");
        if (positives is { } guess)
        {
            script.Append(CultureInfo.InvariantCulture, $"{PlotText.Number(guess)} with lines dashtype 2 lw 2 lc rgb '#d62728' notitle, ");
        }

        script.Append(CultureInfo.InvariantCulture, $"$curve using 1:2 with filledcurves y1=0 fs transparent solid 0.08 noborder lc rgb '#1f5fbf' notitle, ");
        script.Append(CultureInfo.InvariantCulture, $"$curve using 1:2 with lines lw 2.5 lc rgb '#1f5fbf' title 'ap = {averagePrecision:F3}'\n");
        return new PlotImage(script.ToString(), 800, 800);
    }
}
