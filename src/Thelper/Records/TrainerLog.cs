using System.Globalization;
using System.Text.RegularExpressions;

namespace Thelper.Records;

/// <summary>The losses of iterations out of <c>logs/trainer.log</c>, which every session has, with six digits after the point.</summary>
internal static partial class TrainerLog
{
    private const string Beginning = "created training log for session";

    /// <summary>Reads them.</summary>
    /// <param name="lines">The lines of the log.</param>
    /// <returns>A segment for each run that trained; steps are iterations of the session.</returns>
    public static IReadOnlyList<CurveSegment> Losses(IEnumerable<string> lines)
    {
        var segments = new List<CurveSegment>();
        var (steps, values) = (new List<double>(), new List<double>());
        foreach (var line in lines)
        {
            if (line.Contains(Beginning, StringComparison.Ordinal) && steps.Count > 0)
            {
                segments.Add(new(steps, values));
                (steps, values) = ([], []);
            }
            else if (Iteration().Match(line) is { Success: true } match)
            {
                steps.Add(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
                values.Add(match.Groups[2].Value switch
                {
                    "nan" => double.NaN,
                    "inf" => double.PositiveInfinity,
                    "-inf" => double.NegativeInfinity,
                    var number => double.Parse(number, CultureInfo.InvariantCulture),
                });
            }
        }

        if (steps.Count > 0)
        {
            segments.Add(new(steps, values));
        }

        return segments;
    }

    [GeneratedRegex(@"INFO : train epoch#\d+\s+\(iter#(\d{1,15})\)\s+batch: .*?\sloss: (-?(?:\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?|nan|inf))(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Iteration();
}
