using System.Globalization;
using System.Text;
using Thelper.Imaging.Plots;
using Thelper.Optim;
using Thelper.Optim.Support;
using Thelper.Tasks;

namespace Thelper.Train;

/// <summary>Counts how often each class was taken for each other one, as a table and as a chart.</summary>
[TypeName(Name, "thelper.train.ConfusionMatrix")]
[Concept("classification", "segmentation")]
public sealed class ConfusionMatrix : IConsumer
{
    private const string Name = "thelper.train.utils.ConfusionMatrix";
    private const string Unset = "<unset>";
    private const int Width = 9;
    private readonly object? givenNames;
    private readonly bool drawNormalized;
    private readonly SlotWindow<(long[] Truth, long[] Predicted)> slots = new();
    private IReadOnlyList<string> classNames = [];

    /// <summary>Creates the consumer.</summary>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="drawNormalized">Whether the chart shows shares of each true class in place of counts.</param>
    /// <exception cref="UserErrorException">The names are malformed.</exception>
    public ConfusionMatrix(object? classNames = null, bool drawNormalized = true)
    {
        givenNames = classNames;
        this.drawNormalized = drawNormalized;
        if (classNames is not null)
        {
            ClassNameList.Read(classNames);
        }
    }

    /// <inheritdoc/>
    public void CheckTask(Task task) => Arguments.ClassNamesOf(task);

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        classNames = Arguments.ClassNamesOf(iteration.Task);
        if (iteration.Target is null)
        {
            slots.Unset(iteration.IterationIndex, iteration.IterationCount);
        }
        else
        {
            slots.Set(iteration.IterationIndex, iteration.IterationCount, (iteration.Classes.Targets!, iteration.Classes.TopLabels()));
        }
    }

    /// <inheritdoc/>
    public void Reset() => slots.Clear();

    /// <inheritdoc/>
    public string? Report()
    {
        if (slots.IsEmpty)
        {
            return null;
        }

        var counts = Count(out var hasUnset);
        return "\n" + Table(counts, hasUnset ? [.. classNames, Unset] : classNames);
    }

    /// <inheritdoc/>
    public PlotImage? Render()
    {
        if (slots.IsEmpty)
        {
            return null;
        }

        // Labels outside of the task have no place on the chart.
        var all = Count(out _);
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

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(Name, ("class_names", givenNames), ("draw_normalized", drawNormalized));

    // True classes as rows, predicted ones as columns; one more of each for labels that the task does not know.
    private long[,] Count(out bool hasUnset)
    {
        var classes = classNames.Count;
        hasUnset = slots.Values.Any(slot => slot.Truth.Concat(slot.Predicted).Any(label => label < 0 || label >= classes));
        var size = hasUnset ? classes + 1 : classes;
        var counts = new long[size, size];
        foreach (var (truth, predicted) in slots.Values)
        {
            for (var i = 0; i < truth.Length; i++)
            {
                counts[PlaceOf(truth[i]), PlaceOf(predicted[i])]++;
            }
        }

        return counts;

        int PlaceOf(long label) => label < 0 || label >= classes ? classes : (int)label;
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
}
