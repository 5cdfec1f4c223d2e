using System.Globalization;
using System.Text;

namespace Thelper.Audit;

/// <summary>What an audit has found: for each step of a pipeline what moved, what was dropped and whether labels still lie where the pixels are.</summary>
public sealed class AuditReport
{
    private const int NameWidth = 36;
    private readonly IReadOnlyList<SampleAudit> samples;

    internal AuditReport(string session, string set, int epoch, IReadOnlyList<SampleAudit> samples, IReadOnlyList<string> files) =>
        (Session, Set, Epoch, this.samples, Files) = (session, set, epoch, samples, files);

    /// <summary>The session's name.</summary>
    public string Session { get; }

    /// <summary>The set that was looked at.</summary>
    public string Set { get; }

    /// <summary>The epoch whose draws were made.</summary>
    public int Epoch { get; }

    /// <summary>The files that were written.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The fields that a replay did not make bit for bit as they were; empty where all are the same, null where nothing was replayed.</summary>
    public IReadOnlyList<string>? Replayed { get; init; }

    /// <summary>Whether a label is off by a pixel, or wrong in another way.</summary>
    public bool IsOff => samples.Any(sample => sample.Faults.Any());

    /// <summary>What is off, a line for each step.</summary>
    public IReadOnlyList<string> Faults => [.. samples.SelectMany(sample => sample.Faults.Select(step => (sample, step))).GroupBy(fault => (fault.step.Name, fault.step.Place)).Select(FaultText)];

    /// <summary>The report as text: a table, and what is to be said of single labels.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        var boxes = samples.Any(sample => sample.BoxesIn > 0);
        text.Append(CultureInfo.InvariantCulture, $"{Session}: {samples.Count} {(samples.Count == 1 ? "sample" : "samples")} of the {Set} set, epoch {Epoch}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"step",-NameWidth} {"moved",8} {"pixels",7} {(boxes ? "boxes" : ""),10} {"off by",8}\n");
        foreach (var row in Rows())
        {
            text.Append(CultureInfo.InvariantCulture, $"{Short(row.Name),-NameWidth} {row.MovedText,8} {row.SurvivesText,7} {(boxes ? row.BoxText : ""),10} {row.OffText,8}\n");
        }

        text.Append('\n');
        foreach (var row in Rows().Where(row => row.Drops.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"dropped by {row.Name}: {string.Join(", ", row.Drops.Select(drop => $"{drop.Value} {DropText(drop.Key)}"))}\n");
        }

        foreach (var row in Rows())
        {
            foreach (var (why, count) in row.Problems)
            {
                text.Append(CultureInfo.InvariantCulture, $"not measurable: {row.Name}, {count} {(count == 1 ? "time" : "times")}: {why}\n");
            }
        }

        text.Append(Replayed switch
        {
            null => "",
            [] => "replayed: the result is the recorded one, bit for bit\n",
            var fields => $"replayed: other than recorded: {string.Join(", ", fields)}\n",
        });
        foreach (var fault in Faults)
        {
            text.Append(CultureInfo.InvariantCulture, $"OFF: {fault}\n");
        }

        text.Append(IsOff ? "" : Rows().Any(row => row.Off is not null) ? "ok: no label is off by a pixel\n" : "ok: nothing that moves belongs to the images, or none of it could be measured\n");
        return text.ToString();
    }

    /// <summary>The report as plain values, for machines.</summary>
    public Dictionary<string, object?> ToPlain() => new()
    {
        ["session"] = Session,
        ["set"] = Set,
        ["epoch"] = (long)Epoch,
        ["samples"] = (long)samples.Count,
        ["ok"] = !IsOff,
        ["steps"] = Rows().Select(row => (object?)row.ToPlain()).ToList(),
        ["faults"] = Faults.ToList(),
        ["replay_differs_in"] = Replayed?.ToList(),
        ["files"] = Files.ToList(),
    };

    // Steps of one place in the pipeline; in the same epoch all samples of a data set take the same ones.
    private List<AuditRow> Rows() =>
    [
        .. samples.SelectMany(sample => sample.Steps.SelectMany((step, place) => step.Single.Select(part => (place, step: part)))).GroupBy(entry => (entry.place, entry.step.Name, entry.step.Place)).OrderBy(group => group.Key.place)
            .Select(group => new AuditRow(group.Key.Name, group.Key.Place, [.. group.Select(entry => entry.step)])),
        new(SampleAudit.WholeName, null, [.. samples.Select(sample => sample.Whole)]) { IsWhole = true, Boxes = (samples.Sum(sample => sample.BoxesIn), samples.Sum(sample => sample.BoxesOut)) },
    ];

    private static string FaultText(IGrouping<(string Name, string? Place), (SampleAudit Sample, StepFinding Step)> group)
    {
        var readings = group.SelectMany(fault => fault.Step.Readings.Where(reading => reading.IsOff || reading.Excess >= Reading.Limit).Select(reading => (fault.Sample, Reading: reading))).ToList();
        var (sample, worst) = readings.MaxBy(entry => entry.Reading.IsWrong ? double.PositiveInfinity : entry.Reading.Drift ?? 0);
        var what = worst.Kind switch { "box" => $"box {worst.Name}", "map" => $"class {worst.Name} of the label map", "point" => $"point {worst.Name}", _ => $"the {worst.Kind} '{worst.Name}'" };
        var problem = worst.IsWrong ? worst.Note : string.Create(CultureInfo.InvariantCulture, $"{worst.Drift ?? worst.Excess:0.0} pixels from where its pixels are");
        var more = readings.Count > 1 ? $" ({readings.Count - 1} more)" : "";
        return $"{(group.Key.Place is { } place ? $"{place}: " : "")}{group.Key.Name}: {what} of {sample.Name}: {problem}{more}";
    }

    private static string DropText(string reason) => reason switch { "outside" => "outside", "no reason" => "for no reason", _ => $"by {reason}" };

    private static string Short(string name) => name.Length <= NameWidth ? name : ".." + name[^(NameWidth - 2)..];
}
