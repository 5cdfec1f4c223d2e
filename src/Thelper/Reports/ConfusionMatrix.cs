using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Thelper.Imaging.Plots;
using Thelper.Metrics;
using Thelper.Metrics.Counting;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;

namespace Thelper.Reports;

/// <summary>Counts how often each class was taken for each other one, as a table and as a chart; of pixels where the task has label maps.</summary>
/// <remarks>Pixels with the task's <c>dontcare</c> do not count.</remarks>
[TypeName(Name, "thelper.train.ConfusionMatrix")]
[Concept("classification", "segmentation")]
public sealed class ConfusionMatrix : IConsumer
{
    private const string Name = "thelper.train.utils.ConfusionMatrix";
    private const string Unset = "<unset>";
    private const int Width = 9;
    private readonly object? givenNames;
    private readonly bool drawNormalized;
    private readonly SlotWindow<PairCount[]> slots = new();
    private IReadOnlyList<string> classNames = [];

    /// <summary>Creates the consumer.</summary>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="drawNormalized">Whether the chart shows shares of each true class in place of counts.</param>
    /// <exception cref="UserErrorException">The names are malformed.</exception>
    public ConfusionMatrix([ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null, bool drawNormalized = true)
    {
        givenNames = Arguments.CheckClassNames(classNames);
        this.drawNormalized = drawNormalized;
    }

    /// <inheritdoc/>
    public void CheckTask(Task task) => Arguments.ClassNamesOf(task);

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        classNames = Arguments.ClassNamesOf(iteration.Task);
        slots.Record(iteration, PairsOf);
    }

    /// <inheritdoc/>
    public void Reset() => slots.Clear();

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        if (slots.IsEmpty)
        {
            return [];
        }

        var counts = Count(out var hasUnset);
        return [new TextFile("\n" + Table(counts, hasUnset ? [.. classNames, Unset] : classNames)), new PictureFile(Chart(counts))];
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(Name, ("class_names", givenNames), ("draw_normalized", drawNormalized));

    // Labels outside of the task have no place on the chart.
    private PlotImage Chart(long[,] all)
    {
        var counts = new long[classNames.Count, classNames.Count];
        for (var row = 0; row < classNames.Count; row++)
        {
            for (var column = 0; column < classNames.Count; column++)
            {
                counts[row, column] = all[row, column];
            }
        }

        return ConfusionMatrixPlot.Create(counts, classNames, drawNormalized);
    }

    // Only pairs that occur: matrices of many classes are nearly empty, and label maps have far more pixels than pairs.
    private PairCount[] PairsOf(IterationData iteration)
    {
        var predictions = iteration.Classes;
        var counts = new Dictionary<(int Truth, int Predicted), long>();
        if (predictions.PositionCount == 1)
        {
            var predicted = predictions.TopLabels();
            for (var i = 0; i < predicted.Length; i++)
            {
                Add(PlaceOf(predictions.Targets![i]), PlaceOf(predicted[i]), 1);
            }
        }
        else
        {
            foreach (var confusion in predictions.Confusions(classNames.Count, (iteration.Task as Segmentation)?.DontCare))
            {
                for (var truth = 0; truth <= classNames.Count; truth++)
                {
                    for (var predicted = 0; predicted <= classNames.Count; predicted++)
                    {
                        Add(truth, predicted, confusion[truth, predicted]);
                    }
                }
            }
        }

        return [.. counts.Select(pair => new PairCount(pair.Key.Truth, pair.Key.Predicted, pair.Value))];

        void Add(int truth, int predicted, long count)
        {
            if (count > 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, (truth, predicted), out _) += count;
            }
        }

        int PlaceOf(long label) => label < 0 || label >= classNames.Count ? classNames.Count : (int)label;
    }

    // True classes as rows, predicted ones as columns; one more of each for labels that the task does not know.
    private long[,] Count(out bool hasUnset)
    {
        var classes = classNames.Count;
        hasUnset = slots.Values.Any(slot => Array.Exists(slot, cell => cell.Truth == classes || cell.Predicted == classes));
        var size = hasUnset ? classes + 1 : classes;
        var counts = new long[size, size];
        foreach (var cell in slots.Values.SelectMany(slot => slot))
        {
            counts[cell.Truth, cell.Predicted] += cell.Count;
        }

        return counts;
    }

    private static string Table(long[,] counts, IReadOnlyList<string> names)
    {
        var text = new StringBuilder("\t   t/p   ");
        foreach (var name in names)
        {
            Cell(text, name);
        }

        Cell(text, "total");
        var columnTotals = new long[names.Count];
        for (var row = 0; row < names.Count; row++)
        {
            text.Append("\n\t").Append(Clip(names[row]));
            long rowTotal = 0;
            for (var column = 0; column < names.Count; column++)
            {
                Cell(text, counts[row, column]);
                rowTotal += counts[row, column];
                columnTotals[column] += counts[row, column];
            }

            Cell(text, rowTotal);
        }

        text.Append("\n\t").Append(Clip("total"));
        foreach (var total in columnTotals)
        {
            Cell(text, total);
        }

        Cell(text, columnTotals.Sum());
        return text.Append('\n').ToString();
    }

    private static void Cell(StringBuilder text, long value) => text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture).PadLeft(Width));

    private static void Cell(StringBuilder text, string label) => text.Append(' ').Append(Clip(label));

    private static string Clip(string label) => (label.Length > Width ? label[..Width] : label).PadLeft(Width);

    private readonly record struct PairCount(int Truth, int Predicted, long Count);
}
