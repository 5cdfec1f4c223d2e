using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Thelper.Cli.Tests;

/// <summary>Reads what sessions leave behind.</summary>
internal static partial class GoldenLog
{
    public static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    /// <summary>The messages of a log, up to the end of the first run in it.</summary>
    public static List<string> Read(string path)
    {
        var lines = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            var colon = line.IndexOf(" : ", StringComparison.Ordinal);
            lines.Add(colon < 0 ? line : line[(colon + 3)..]);
            if (lines[^1].StartsWith("training for session", StringComparison.Ordinal))
            {
                break;
            }
        }

        return lines;
    }

    /// <summary>The loss of every training iteration.</summary>
    public static List<double> Losses(IEnumerable<string> lines)
        => [.. lines.Select(l => Loss().Match(l)).Where(m => m.Success).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>The lines that tell numbers: of every iteration and of every epoch.</summary>
    public static List<string> Numbers(IEnumerable<string> lines) => [.. lines.Where(line => Iteration().IsMatch(line) || Result().IsMatch(line))];

    /// <summary>The results of every epoch, such as <c>epoch#0 train/loss</c>.</summary>
    public static Dictionary<string, double> Results(IEnumerable<string> lines)
        => lines.Select(l => Result().Match(l)).Where(m => m.Success)
            .ToDictionary(m => $"{m.Groups[1].Value} {m.Groups[2].Value}", m => double.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^\w+ epoch#\d+  \(iter#\d+\)   batch: ")]
    private static partial Regex Iteration();

    [GeneratedRegex(@"^train epoch#\d+  \(iter#\d+\)   batch: \d+/\d+ \(\d+%\)   loss: (\d+\.\d{6})(?:   \w+: -?\d+\.\d\d)?$")]
    private static partial Regex Loss();

    [GeneratedRegex(@"^ (\S+) result =>  ([^ ]+): (\S+)$")]
    private static partial Regex Result();
}
