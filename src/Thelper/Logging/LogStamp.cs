using System.Globalization;

namespace Thelper.Logging;

/// <summary>The mark <c>host-YYYYMMDD-HHMMSS</c> (local time) that names logs, output folders and checkpoints.</summary>
/// <param name="Host">The machine's name; may contain dots and dashes.</param>
/// <param name="Date">Digits <c>YYYYMMDD</c>; 0 when unknown.</param>
/// <param name="Time">Digits <c>HHMMSS</c>; 0 when unknown.</param>
public readonly record struct LogStamp(string Host, int Date, int Time)
{
    /// <summary>The stamp of this machine and moment.</summary>
    /// <returns>The stamp.</returns>
    public static LogStamp Now() => Of(TimeProvider.System.GetLocalNow().DateTime);

    /// <summary>The stamp of this machine and a moment.</summary>
    /// <param name="time">The moment, in local time.</param>
    /// <returns>The stamp.</returns>
    public static LogStamp Of(DateTime time)
        => new(Environment.MachineName, (((time.Year * 100) + time.Month) * 100) + time.Day, (((time.Hour * 100) + time.Minute) * 100) + time.Second);

    /// <summary>Reads a stamp; date and time stand at its end, so a host name may contain dashes.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The stamp, with date and time 0 where the text does not end in them.</returns>
    public static LogStamp Parse(string text)
    {
        var second = text.LastIndexOf('-');
        var first = second > 0 ? text.LastIndexOf('-', second - 1) : -1;
        return first > 0
            && int.TryParse(text.AsSpan(first + 1, second - first - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var date)
            && int.TryParse(text.AsSpan(second + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? new(text[..first], date, time)
            : new(text, 0, 0);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}-{Date:D8}-{Time:D6}");
}
