using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>The chart of a confusion matrix.</summary>
public static class ConfusionMatrixPlot
{
    private const int Width = 800;
    private const int Head = 56;
    private const int LabelLength = 9;
    private const int MaxClassesWithText = 30;
    private const int MaxClassesWithShares = 15;
    private const int MaxLabels = 40;

    /// <summary>Draws the matrix in shades of blue, true classes as rows from top to bottom, predicted classes as columns, with the counts in the cells.</summary>
    /// <param name="counts">How often the class of a row was taken for the class of a column; square.</param>
    /// <param name="classNames">One name per row; the labels show at most nine characters of it.</param>
    /// <param name="normalized">Whether the shades, and with up to 15 classes a second number, are shares of the row.</param>
    /// <returns>A chart 800 pixels wide, and as high as its square and the labels below it need.</returns>
    public static PlotImage Create(long[,] counts, IReadOnlyList<string> classNames, bool normalized)
    {
        var classes = counts.GetLength(0);
        if (counts.GetLength(1) != classes || classNames.Count != classes || classes == 0)
        {
            throw new ArgumentException("The matrix needs one row, one column and one name per class.", nameof(counts));
        }

        var cells = Cells(counts, normalized);
        var top = normalized ? 1.0 : Math.Max(1.0, cells.Cast<double>().Max());
        var font = classes switch { <= 10 => 13, <= 15 => 11, <= 20 => 9, _ => 7 };
        var script = new StringBuilder();
        script.Append("$cells << EOD\n");
        for (var row = 0; row < classes; row++)
        {
            for (var column = 0; column < classes; column++)
            {
                script.Append(PlotText.Number(cells[row, column])).Append(column == classes - 1 ? '\n' : ' ');
            }
        }

        script.Append("EOD\n");
        script.Append(normalized ? "set title 'Confusion matrix (shades: share of each true class)' font ',15'\n" : "set title 'Confusion matrix' font ',15'\n");
        script.Append("""
            set xlabel 'prediction'
            set ylabel 'truth'
            set border lw 1.2 lc rgb '#404040'
            set palette defined (0 '#f7fbff', 0.125 '#deebf7', 0.25 '#c6dbef', 0.375 '#9ecae1', 0.5 '#6baed6', 0.625 '#4292c6', 0.75 '#2171b5', 0.875 '#08519c', 1 '#08306b')
            set tics scale 0
            unset key

            """);
        script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.5:{classes - 1}.5]\nset yrange [{classes - 1}.5:-0.5]\n");
        script.Append("set cbrange [0:").Append(PlotText.Number(top)).Append("]\n");
        var height = AppendTics(script, classNames);
        if (classes <= MaxClassesWithText)
        {
            AppendCellTexts(script, counts, cells, top, normalized && classes <= MaxClassesWithShares, font);
        }

        // An image of one pixel is not drawn.
        script.Append(classes == 1
            ? "plot $cells using (0):(0):(-0.5):(0.5):(-0.5):(0.5):1 with boxxyerror fs solid noborder lc palette\n"
            : "plot $cells matrix with image pixels\n");
        return new PlotImage(script.ToString(), Width, height);
    }

    private static double[,] Cells(long[,] counts, bool normalized)
    {
        var classes = counts.GetLength(0);
        var cells = new double[classes, classes];
        for (var row = 0; row < classes; row++)
        {
            long total = 0;
            for (var column = 0; column < classes; column++)
            {
                total += counts[row, column];
            }

            for (var column = 0; column < classes; column++)
            {
                cells[row, column] = !normalized ? counts[row, column] : total == 0 ? 0 : (double)counts[row, column] / total;
            }
        }

        return cells;
    }

    // Returns the height of the picture.
    private static int AppendTics(StringBuilder script, IReadOnlyList<string> classNames)
    {
        var step = (classNames.Count + MaxLabels - 1) / MaxLabels;
        var list = new StringBuilder();
        var longest = 0;
        for (var i = 0; i < classNames.Count; i += step)
        {
            var label = PlotText.Clip(classNames[i], LabelLength);
            longest = Math.Max(longest, label.Length);
            list.Append(i == 0 ? "" : ", ").Append(PlotText.QuoteTic(label)).Append(CultureInfo.InvariantCulture, $" {i}");
        }

        // Room for the labels on the left and for the colour scale on the right; what remains is a square. The picture ends where its labels do.
        var left = 0.08 + (0.0105 * longest);
        var side = (0.86 - left) * Width;
        var isRotated = longest * classNames.Count / step > 40;
        var foot = isRotated ? 50 + (8 * longest) : 70;
        var height = (int)Math.Ceiling(Head + side + foot);
        var (bottom, top) = (foot / (double)height, 1 - (Head / (double)height));
        script.Append(CultureInfo.InvariantCulture, $"set margins at screen {left:F4}, at screen 0.86, at screen {bottom:F4}, at screen {top:F4}\n");
        script.Append(CultureInfo.InvariantCulture, $"set colorbox user origin screen 0.88,{bottom:F4} size screen 0.03,{top - bottom:F4}\n");
        script.Append("set cbtics font ',11'\n");
        var font = classNames.Count switch { <= 15 => 13, <= 20 => 11, _ => 9 };
        script.Append(CultureInfo.InvariantCulture, $"set xtics {(isRotated ? "rotate by -45 left" : "norotate center")} font ',{font}' ({list})\nset ytics font ',{font}' ({list})\n");
        return height;
    }

    private static void AppendCellTexts(StringBuilder script, long[,] counts, double[,] cells, double top, bool withShares, int font)
    {
        for (var row = 0; row < cells.GetLength(0); row++)
        {
            for (var column = 0; column < cells.GetLength(1); column++)
            {
                var (count, value) = (counts[row, column], cells[row, column]);
                if (count == 0)
                {
                    continue;
                }

                var color = value > top / 2 ? "white" : "#303030";
                script.Append(CultureInfo.InvariantCulture, $"set label '{Short(count)}' at {column},{row} offset 0,{(withShares ? 0.35 : 0)} center front font ',{font}' tc rgb '{color}'\n");
                if (withShares)
                {
                    script.Append(CultureInfo.InvariantCulture, $"set label '{value:P0}' at {column},{row} offset 0,-0.5 center front font ',{font - 3}' tc rgb '{color}'\n");
                }
            }
        }
    }

    // Counts of pixels have many digits.
    private static string Short(long count) => count switch
    {
        < 100_000 => count.ToString(CultureInfo.InvariantCulture),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:F0}k"),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:F0}M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:F0}G"),
    };
}
