using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Thelper.Imaging.Plots;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Torch.Serialization;

namespace Thelper.Train;

/// <summary>All losses and metrics of a session in one table, <c>metrics.csv</c>, and its loss as a chart, <c>loss.png</c>.</summary>
/// <remarks>
/// A row for each pass over a set, appended and on the disk when the pass ends. A session that goes on from an earlier epoch drops the rows of later ones once the first
/// epoch that it runs again is through: until then, whatever happens, they are those of the checkpoints that lie there. A repeated evaluation takes the place of the one
/// before. A column that is new, because a metric is, is empty in the older rows.
/// </remarks>
/// <param name="folder">The folder of the session's outputs.</param>
public sealed class MetricsTable(string folder) : ITrainingObserver
{
    /// <summary>The name of the table.</summary>
    public const string FileName = "metrics.csv";

    /// <summary>The name of the chart.</summary>
    public const string ChartName = "loss.png";

    private const string Missing = "";
    private static readonly string[] First = ["set", "epoch", "loss", "learning_rate"];
    private readonly string path = Path.Combine(folder, FileName);
    private readonly List<Dictionary<string, string>> rows = [];

    // Those of an earlier run for epochs that are run again.
    private readonly HashSet<Dictionary<string, string>> stale = [];

    // Whether the file lacks more than the newest row.
    private bool isBehind = true;
    private List<string>? columns;
    private PlotImage? chart;

    /// <inheritdoc/>
    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(pass);
        columns ??= Open(trainer, pass);
        var row = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["set"] = pass.Set.Name,
            ["epoch"] = pass.Epoch.ToString(CultureInfo.InvariantCulture),
            ["loss"] = Number(pass.AnyLoss),
            ["learning_rate"] = Number(pass.LearningRate),
        };
        foreach (var (name, value) in pass.Metrics)
        {
            row[Column(name)] = Number(value);
        }

        var replaced = rows.RemoveAll(other => other["set"] == row["set"] && other["epoch"] == row["epoch"]) > 0;
        var widened = row.Keys.Except(columns).ToList();
        columns.AddRange(widened);
        rows.Add(row);
        if (isBehind || replaced || widened.Count > 0)
        {
            Write();
        }
        else
        {
            // Half a row, on a disk that is full, is written anew with the next one.
            isBehind = true;
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(CsvText.Of(Cells(row), []) + "\n"));
            file.Flush(flushToDisk: true);
            isBehind = false;
        }

        if (pass.IsFinal)
        {
            Draw();
        }
    }

    /// <inheritdoc/>
    public void EpochEnded(Trainer trainer, int epoch, bool isBest)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (stale.Count > 0)
        {
            rows.RemoveAll(stale.Contains);
            stale.Clear();
            Write();
        }

        // Epochs can be quicker than charts; the last one is drawn in any case.
        if (chart is null || chart.IsRendered || trainer.NextEpoch >= trainer.Context.EpochCount)
        {
            Draw();
        }
    }

    /// <inheritdoc/>
    public void Interrupted(Trainer trainer, int epoch) => Draw();

    private void Write()
    {
        isBehind = true;
        Directory.CreateDirectory(folder);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(CsvText.Of(columns!, rows.Select(Cells)) + "\n")));
        isBehind = false;
    }

    private void Draw()
    {
        var sets = rows.GroupBy(row => row["set"]).Where(set => set.Key != "test")
            .Select(set => (set.Key, (IReadOnlyList<(int, double)>)[.. set.Where(row => row["loss"].Length > 0).Select(row => (Epoch(row), Loss(row))).OrderBy(point => point.Item1)])).ToList();
        if (sets.Count > 0)
        {
            chart = LossPlot.Create(sets);
            chart.Save(Path.Combine(folder, ChartName));
        }
    }

    // The columns, and the rows of an earlier run.
    private List<string> Open(Trainer trainer, PassSummary pass)
    {
        var known = First.ToList();
        if (File.Exists(path))
        {
            var lines = Lines(InputFile.ReadAllText(path));
            if (lines is [var header, ..] && First.Except(header).Any())
            {
                MoveAside(trainer.Context.Log);
                lines = [];
            }

            known = known.Union(lines.FirstOrDefault() ?? []).ToList();
            foreach (var line in lines.Skip(1))
            {
                // Of two columns of one name, in a table that somebody edited, the last counts.
                var row = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var (column, cell) in lines[0].Zip(line))
                {
                    row[column] = cell;
                }

                if (line.Count == lines[0].Count && First.All(row.ContainsKey) && int.TryParse(row["epoch"], CultureInfo.InvariantCulture, out var epoch))
                {
                    rows.Add(row);
                    if (!pass.IsFinal && epoch >= pass.Epoch)
                    {
                        stale.Add(row);
                    }
                }
            }
        }

        var context = trainer.Context;
        foreach (var set in new[] { context.Train, context.Valid, context.Test })
        {
            known = known.Union(set?.Consumers.Where(consumer => consumer.Value is Metric).Select(consumer => Column(consumer.Key)) ?? []).ToList();
        }

        return known;
    }

    // What another program has made of the table (semicolons between the cells, commas in numbers) is nobody's to drop.
    private void MoveAside(ILogger log)
    {
        var aside = Enumerable.Range(1, int.MaxValue).Select(number => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"metrics.{number}.csv"))).First(file => !Path.Exists(file));
        File.Move(path, aside);
        log.Warn($"'{path}' has no columns {string.Join(", ", First)} with commas between them, as where another program has saved it; it is kept as '{aside}', and a new table begins");
    }

    // A line without its end was being written when the run died; other programs end lines with two characters.
    internal static List<List<string>> Lines(string text)
    {
        var lines = new List<List<string>>();
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(text[i++]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '\r' when !quoted && i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case ',' or '\n' when !quoted:
                    cells.Add(cell.ToString());
                    cell.Clear();
                    if (text[i] == '\n')
                    {
                        lines.Add(cells);
                        cells = [];
                    }

                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return lines;
    }

    private IEnumerable<string> Cells(Dictionary<string, string> row) => columns!.Select(column => row.GetValueOrDefault(column, Missing));

    // A metric may be called as one of the first columns.
    private static string Column(string metric) => First.Contains(metric) ? $"metrics:{metric}" : metric;

    private static string Number(double? value) => value is { } number ? PythonRepr.Of(number) : Missing;

    private static int Epoch(Dictionary<string, string> row) => int.Parse(row["epoch"], CultureInfo.InvariantCulture);

    private static double Loss(Dictionary<string, string> row) =>
        double.TryParse(row["loss"], NumberStyles.Float, CultureInfo.InvariantCulture, out var loss) ? loss : double.NaN;
}
