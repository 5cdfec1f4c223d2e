using System.Diagnostics;
using System.Globalization;

namespace Thelper.Cli;

/// <summary>How far a pass has come, as a line of text that fits into the terminal.</summary>
/// <param name="label">What is going on.</param>
/// <param name="total">Batches in the pass; below 0 where nobody knows.</param>
/// <param name="clock">Gives the time since the beginning; null for the machine's clock.</param>
/// <param name="unit">What is counted.</param>
internal sealed class ProgressLine(string label, int total, Func<TimeSpan>? clock = null, string unit = "images")
{
    private const int Free = 3;
    private const int LeastBar = 10;
    private const int MostBar = 40;

    // Of large pictures it is the file's name.
    private readonly string label = PrintableText.Line(label);
    private readonly long began = Stopwatch.GetTimestamp();
    private long batches;
    private long images;

    /// <summary>Counts a batch.</summary>
    /// <param name="count">Its images.</param>
    public void Advance(int count)
    {
        Interlocked.Increment(ref batches);
        Interlocked.Add(ref images, count);
    }

    /// <summary>The line: label, bar, percentage, images per second and time left (label, count and rate where the end is unknown), of which the last are left out where there is no room.</summary>
    /// <param name="width">Columns of the terminal, of which the last stay free: some terminals go to the next line behind them, and they show "^C" for that key.</param>
    public string Text(int width)
    {
        var room = Math.Max(1, width - Free);
        var (done, elapsed) = (total < 0 ? 0 : Math.Min(Interlocked.Read(ref batches), total), clock?.Invoke() ?? Stopwatch.GetElapsedTime(began));
        var share = total == 0 ? 1 : done / (double)total;
        var count = Interlocked.Read(ref images);
        var rate = Invariant($"{count / Math.Max(1e-3, elapsed.TotalSeconds):F0} {unit}/s");
        string[] parts = total < 0 ? [Invariant($"{count} {unit}"), rate] :
        [
            Invariant($"{Math.Floor(100 * share),3:F0}%"),
            rate,
            done == 0 ? "-:-- left" : Left(elapsed * ((total - done) / (double)done)),
        ];
        var text = label;
        var shown = 0;
        while (shown < parts.Length && TextColumns.Of(text) + 2 + parts[shown].Length <= room)
        {
            text += "  " + parts[shown++];
        }

        var columns = TextColumns.Of(text);
        var bar = total < 0 ? 0 : Math.Min(MostBar, room - columns - 4);
        return bar >= LeastBar ? $"{label}  {Bar(bar, share)}{text[label.Length..]}" : columns <= room ? text : TextColumns.Cut(text, room);
    }

    private static string Bar(int width, double share)
    {
        var filled = (int)(width * share);
        return $"[{new string('#', filled)}{new string('.', width - filled)}]";
    }

    private static string Left(TimeSpan time) => time.TotalHours >= 1
        ? Invariant($"{Math.Floor(time.TotalHours):F0}:{time.Minutes:D2}:{time.Seconds:D2} left")
        : Invariant($"{time.Minutes}:{time.Seconds:D2} left");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
