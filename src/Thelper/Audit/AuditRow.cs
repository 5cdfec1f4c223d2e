using System.Globalization;

namespace Thelper.Audit;

/// <summary>What was found out about one step for all samples.</summary>
internal sealed class AuditRow
{
    private readonly IReadOnlyList<StepFinding> findings;

    public AuditRow(string name, string? place, IReadOnlyList<StepFinding> findings)
    {
        (Name, Place, this.findings) = (name, place, findings);
        var boxes = findings.SelectMany(finding => finding.Readings).Where(reading => reading.Kind == "box").ToList();
        Boxes = (boxes.Count, boxes.Count(reading => reading.Dropped is null));
    }

    public string Name { get; }

    public string? Place { get; }

    /// <summary>Boxes before and behind the step, where it did anything.</summary>
    public (int Before, int After) Boxes { get; init; }

    /// <summary>The greatest distance of a label from its pixels; null where none was measured.</summary>
    public double? Off => findings.SelectMany(finding => finding.Readings).Max(reading => IsWhole && reading.Kind == "box" ? reading.Excess : reading.Drift);

    /// <summary>Whether this is about all steps as one: boxes about boxes grow, so that it counts what reaches beyond them.</summary>
    public bool IsWhole { get; init; }

    public string MovedText => Measured.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Measured.Average(finding => finding.Moved):0.0} px");

    public string SurvivesText => Measured.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * findings.Where(finding => finding.Problem is null).Average(finding => finding.Survives):0} %");

    public string BoxText => Boxes.Before == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Boxes.Before} -> {Boxes.After}");

    public string OffText => Off is { } off ? string.Create(CultureInfo.InvariantCulture, $"{off:0.0} px") : "-";

    /// <summary>Why boxes and points were dropped, and how often.</summary>
    public IReadOnlyDictionary<string, int> Drops => findings.SelectMany(finding => finding.Readings).Select(reading => reading.Dropped).OfType<string>().CountBy(reason => reason).ToDictionary();

    /// <summary>Why nothing could be measured, and how often.</summary>
    public IReadOnlyDictionary<string, int> Problems => findings.Select(finding => finding.Problem)
        .Concat(findings.SelectMany(finding => finding.Readings).Where(reading => reading is { Drift: null, Dropped: null, IsWrong: false }).Select(reading => $"{reading.Kind}: {reading.Note}"))
        .OfType<string>().CountBy(problem => problem).ToDictionary();

    private List<StepFinding> Measured => [.. findings.Where(finding => finding is { Problem: null, DidNothing: false })];

    public Dictionary<string, object?> ToPlain() => new()
    {
        ["step"] = Name,
        ["place"] = Place,
        ["applied"] = (long)findings.Count(finding => !finding.DidNothing),
        ["measured"] = (long)Measured.Count,
        ["moved"] = Measured.Count == 0 ? null : Measured.Average(finding => finding.Moved),
        ["pixels_left"] = Measured.Count == 0 ? null : findings.Where(finding => finding.Problem is null).Average(finding => finding.Survives),
        ["boxes_before"] = (long)Boxes.Before,
        ["boxes_after"] = (long)Boxes.After,
        ["off_by"] = Off,
        ["dropped"] = Drops.ToDictionary(drop => drop.Key, drop => (object?)(long)drop.Value),
        ["not_measurable"] = Problems.ToDictionary(problem => problem.Key, problem => (object?)(long)problem.Value),
    };
}
