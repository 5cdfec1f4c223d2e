using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of a receiver operating characteristic.</summary>
public static class RocPlot
{
    // Points closer than this on both axes fall on the same pixel.
    private const double Resolution = 0.0005;

    /// <summary>Draws true positive rates over false positive rates, and the diagonal of a guess.</summary>
    /// <param name="falsePositiveRate">Ascending values in [0, 1].</param>
    /// <param name="truePositiveRate">Values in [0, 1], as many.</param>
    /// <param name="auc">The area under the curve, named in the legend.</param>
    /// <param name="title">What the curve is about.</param>
    /// <returns>A chart of 800x800 pixels.</returns>
    public static PlotImage Create(ReadOnlySpan<double> falsePositiveRate, ReadOnlySpan<double> truePositiveRate, double auc, string title)
    {
        if (falsePositiveRate.Length != truePositiveRate.Length)
        {
            throw new ArgumentException("The two rates differ in length.", nameof(truePositiveRate));
        }

        var script = new StringBuilder();
        AppendCurve(script, falsePositiveRate, truePositiveRate);
        PlotText.AppendTitles(script, title, "False positive rate", "True positive rate");
        RateAxes.Append(script, top: 1, legend: "right");
        script.Append("set style fill transparent solid 0.08 noborder\n");
        script.Append(CultureInfo.InvariantCulture, $"plot $roc using 1:2 with filledcurves y1=0 lc rgb '#1f5fbf' notitle, ")
            .Append("x with lines dashtype 2 lw 2 lc rgb '#d62728' notitle, ")
            .Append(CultureInfo.InvariantCulture, $"$roc using 1:2 with lines lw 2.5 lc rgb '#1f5fbf' title 'auc = {auc:F3}'\n");
        return new PlotImage(script.ToString(), 800, 800);
    }

    private static void AppendCurve(StringBuilder script, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        script.Append("$roc << EOD\n");
        var (lastX, lastY) = (double.NegativeInfinity, double.NegativeInfinity);
        for (var i = 0; i < x.Length; i++)
        {
            if (i < x.Length - 1 && Math.Abs(x[i] - lastX) < Resolution && Math.Abs(y[i] - lastY) < Resolution)
            {
                continue;
            }

            (lastX, lastY) = (x[i], y[i]);
            script.Append(PlotText.Number(lastX)).Append(' ').Append(PlotText.Number(lastY)).Append('\n');
        }

        script.Append("EOD\n");
    }
}
