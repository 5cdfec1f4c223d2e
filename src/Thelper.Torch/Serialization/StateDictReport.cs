using System.Text;

namespace Thelper.Torch.Serialization;

/// <summary>How the tensors of a file and of a model went together.</summary>
public sealed class StateDictReport
{
    private const int Shown = 10;

    /// <summary>Tensors of the model that the file has values for, in the model's order.</summary>
    public IReadOnlyList<StateDictMatch> Matched { get; internal init; } = [];

    /// <summary>Names of the model that the file lacks.</summary>
    public IReadOnlyList<string> Missing { get; internal init; } = [];

    /// <summary>Names of the file, as they are there, that the model lacks.</summary>
    public IReadOnlyList<string> Unexpected { get; internal init; } = [];

    /// <summary>Tensors that are on both sides and do not fit.</summary>
    public IReadOnlyList<StateDictMismatch> Mismatched { get; internal init; } = [];

    /// <summary>Names of the file that a rule or the filter left out.</summary>
    public IReadOnlyList<string> LeftOut { get; internal init; } = [];

    /// <summary>Matches whose values are converted to another type.</summary>
    public IEnumerable<StateDictMatch> Converted => Matched.Where(match => match.Converts);

    /// <summary>Whether every tensor of the model got its values and nothing of the file was left.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Mismatched.Count == 0 && LeftOut.Count == 0;

    /// <summary>Names of the file whose values are nowhere in the model: those that it lacks, that do not fit, and that were left out.</summary>
    public IEnumerable<string> Dropped => Unexpected.Concat(Mismatched.Select(mismatch => mismatch.SourceName)).Concat(LeftOut);

    /// <summary>Names of the model that keep the values they had.</summary>
    public IEnumerable<string> Fresh => Missing.Concat(Mismatched.Select(mismatch => mismatch.Name));

    /// <summary>The report in one line: how many tensors matched, how many of them under another name, how many of the file were dropped, how many of the model are as they were.</summary>
    public string Summary => FormattableString.Invariant($"{Matched.Count} matched ({Matched.Count(match => match.Renamed)} renamed), {Dropped.Count()} dropped, {Fresh.Count()} re-initialised");

    /// <summary>The report in full, a line for each tensor.</summary>
    public IEnumerable<string> Lines =>
    [
        .. Matched.Select(match => $"matched: {match.Name}{(match.Renamed ? $" (renamed from {match.SourceName})" : "")}{(match.Converts ? $" ({match.SourceType.PythonName()} -> {match.Type.PythonName()})" : "")}"),
        .. Unexpected.Concat(LeftOut).Select(name => $"dropped: {name}"),
        .. Mismatched.Select(mismatch => $"dropped: {mismatch.SourceName} ({mismatch.Reason})"),
        .. Fresh.Select(name => $"re-initialised: {name}"),
    ];

    /// <summary>The report as text: a line with the numbers, then one per kind of difference.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant(
            $"{Matched.Count} matched, {Missing.Count} missing, {Unexpected.Count} unexpected, {Mismatched.Count} that do not fit, {LeftOut.Count} left out"));
        Line(text, "renamed", Matched.Where(match => match.Renamed).Select(match => $"{match.SourceName} -> {match.Name}"));
        Line(text, "converted", Converted.Select(match => $"{match.Name} ({match.SourceType.PythonName()} -> {match.Type.PythonName()})"));
        Line(text, "missing", Missing);
        Line(text, "unexpected", Unexpected);
        Line(text, "do not fit", Mismatched.Select(mismatch => $"{mismatch.Name} ({mismatch.Reason})"));
        Line(text, "left out", LeftOut);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string title, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count > 0)
        {
            text.Append("\n  ").Append(title).Append(": ").AppendJoin(", ", all.Take(Shown));
            if (all.Count > Shown)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $", and {all.Count - Shown} more");
            }
        }
    }
}
