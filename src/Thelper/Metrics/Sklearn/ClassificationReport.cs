using System.Globalization;
using System.Text;

namespace Thelper.Metrics.Sklearn;

/// <summary>Scores per class name and their averages, with the numbers and the layout of scikit-learn's <c>classification_report</c>.</summary>
public sealed class ClassificationReport
{
    private const string Weighted = "weighted avg";
    private readonly List<Row> rows = [];
    private readonly double accuracy;
    private readonly bool whole;

    private ClassificationReport(double accuracy, bool whole)
    {
        this.accuracy = accuracy;
        this.whole = whole;
    }

    /// <summary>Compares labels by their names. Names that nothing bears are not listed; the others come in the order of their code points.</summary>
    /// <param name="truth">The true labels; at least one.</param>
    /// <param name="predicted">As many predicted labels.</param>
    /// <param name="weights">Weights of the samples, or empty.</param>
    /// <param name="nameOf">The name of a label.</param>
    public static ClassificationReport Create(ReadOnlySpan<long> truth, ReadOnlySpan<long> predicted, ReadOnlySpan<double> weights, Func<long, string> nameOf)
    {
        string[] names = [.. LabelCounts.Present(truth, predicted).Select(nameOf).Distinct().Order(StringComparer.Ordinal)];
        var places = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            places.Add(names[i], i);
        }

        long[] labels = [.. places.Values];
        var counts = LabelCounts.Of(PlacesOf(truth), PlacesOf(predicted), weights, labels);
        var scores = new PrecisionRecall(counts);
        var report = new ClassificationReport(PrecisionRecall.Micro(counts).Precision[0], weights.IsEmpty);
        var support = NumpySum.Of(counts.Actual);
        for (var i = 0; i < names.Length; i++)
        {
            report.rows.Add(new Row(names[i], scores.Precision[i], scores.Recall[i], scores.FScore[i], counts.Actual[i]));
        }

        var macro = scores.Average(bySupport: false);
        var weighted = scores.Average(bySupport: true);
        report.rows.Add(new Row("macro avg", macro.Precision, macro.Recall, macro.FScore, support));
        report.rows.Add(new Row(Weighted, weighted.Precision, weighted.Recall, weighted.FScore, support));
        return report;

        long[] PlacesOf(ReadOnlySpan<long> given)
        {
            var result = new long[given.Length];
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = places[nameOf(given[i])];
            }

            return result;
        }
    }

    /// <summary>The table, ending in a line break.</summary>
    /// <param name="digits">Decimals of the scores.</param>
    public string ToText(int digits)
    {
        var width = Math.Max(digits, rows.Max(row => row.Name.Length));
        var text = new StringBuilder(new string(' ', width)).Append(' ');
        foreach (var heading in (ReadOnlySpan<string>)["precision", "recall", "f1-score", "support"])
        {
            text.Append(' ').Append(heading.PadLeft(9));
        }

        text.Append("\n\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (i == rows.Count - 2)
            {
                text.Append('\n').Append("accuracy".PadLeft(width)).Append(' ').Append(' ', 20);
                Cell(text, PythonFloat.Fixed(accuracy, digits));
                Cell(text, Support(row.Support));
                text.Append('\n');
            }

            text.Append(row.Name.PadLeft(width)).Append(' ');
            Cell(text, PythonFloat.Fixed(row.Precision, digits));
            Cell(text, PythonFloat.Fixed(row.Recall, digits));
            Cell(text, PythonFloat.Fixed(row.FScore, digits));
            Cell(text, Support(row.Support));
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The scores as nested dictionaries: class names, <c>accuracy</c>, <c>macro avg</c> and <c>weighted avg</c>.</summary>
    public IReadOnlyDictionary<string, object?> ToPlain()
    {
        var result = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (i == rows.Count - 2)
            {
                result["accuracy"] = accuracy;
            }

            result[row.Name] = new OrderedDictionary<string, object?>(StringComparer.Ordinal)
            {
                ["precision"] = row.Precision,
                ["recall"] = row.Recall,
                ["f1-score"] = row.FScore,
                ["support"] = whole ? (object)(long)row.Support : row.Support,
            };
        }

        return result;
    }

    private static void Cell(StringBuilder text, string value) => text.Append(' ').Append(value.PadLeft(9));

    private string Support(double support) => whole ? ((long)support).ToString(CultureInfo.InvariantCulture) : PythonFloat.Of(support);

    private readonly record struct Row(string Name, double Precision, double Recall, double FScore, double Support);
}
