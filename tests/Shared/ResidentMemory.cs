using System.Globalization;

namespace Thelper.Testing;

/// <summary>The memory of this process that is in use, as the kernel counts it (Linux).</summary>
internal static class ResidentMemory
{
    /// <summary>Bytes at this moment.</summary>
    public static long Now => Read("VmRSS:");

    /// <summary>Bytes at this moment that no file backs: what a leak grows. Pages of program files come and go with use.</summary>
    public static long Anonymous => Read("RssAnon:");

    /// <summary>The most bytes there ever were, or since <see cref="ResetPeak"/>.</summary>
    public static long Peak => Read("VmHWM:");

    /// <summary>Lets <see cref="Peak"/> start anew.</summary>
    /// <returns>Bytes at this moment.</returns>
    public static long ResetPeak()
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Now;
    }

    private static long Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
