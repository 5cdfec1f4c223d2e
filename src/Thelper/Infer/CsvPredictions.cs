using System.Globalization;
using Thelper.Reports;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>A table: a row for each picture, or for each box.</summary>
internal sealed class CsvPredictions : PredictionFormat
{
    private readonly Task task;
    private readonly int best;
    private int columns;

    /// <summary>Writes nothing yet: the number of values is known with the first prediction.</summary>
    public CsvPredictions(TextWriter output, PredictionOptions options, Task task)
        : base(output, options)
    {
        this.task = task;

        // There are no more columns than classes, however many are asked for.
        best = task is IClassTask classes ? Math.Min(options.TopK, classes.ClassNames.Count) : 0;
    }

    /// <inheritdoc/>
    public override void Write(string path, Prediction prediction, PredictionFiles files)
    {
        if (columns == 0)
        {
            var header = Header(prediction, files).ToList();
            Row(header);
            columns = header.Count;
        }

        foreach (var cells in Rows(prediction, files))
        {
            List<string> row = [path, .. cells];
            Row(row.Count == columns ? row : throw new UserErrorException(
                $"{path}: the model answers with {row.Count - 1} numbers, and with {columns - 1} to the first picture: a table has rows of one length. '--format jsonl' takes them, and '--restored DIR' writes images."));
        }
    }

    private IEnumerable<string> Header(Prediction first, PredictionFiles files) => first switch
    {
        ClassPrediction => Enumerable.Range(1, best).SelectMany(k => new[] { $"pred_{Text(k)}_name", $"pred_{Text(k)}_score" }).Prepend("path"),
        MapSummary => ["path", "map", .. ((Segmentation)task).ClassNames],
        BoxPrediction => ["path", "class", "index", "score", "left", "top", "right", "bottom"],
        ValuePrediction when files.Restored is not null => ["path", "restored"],
        ValuePrediction values => Enumerable.Range(0, values.Values.Length).Select(i => $"value_{Text(i)}").Prepend("path"),
        _ => throw new ArgumentException($"no columns for {first.GetType()}", nameof(first)),
    };

    private IEnumerable<IEnumerable<string>> Rows(Prediction prediction, PredictionFiles files) => prediction switch
    {
        ClassPrediction classes => [Padded([.. Best(classes).SelectMany(score => new[] { score.Name, Text(score.Score) })], 2 * best)],
        MapSummary labels => [[files.Map ?? "", .. labels.Counts.Select(count => Text(count))]],
        BoxPrediction boxes => Best(boxes).Select(box =>
        {
            var index = ((Detection)task).IndexOf(box);
            return (IEnumerable<string>)[((Detection)task).ClassNames[index], Text(index), Text(ScoreOf(box)), .. box.BBox.Select(corner => Text((float)corner))];
        }),
        ValuePrediction when files.Restored is { } file => [[file]],
        ValuePrediction values => [values.Values.ToArray().Select(value => Text(value))],
        _ => [],
    };

    private static IEnumerable<string> Padded(List<string> cells, int count) => cells.Concat(Enumerable.Repeat("", count - cells.Count));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private void Row(IEnumerable<string> cells) => Output.Write(CsvText.Row(cells) + "\n");
}
