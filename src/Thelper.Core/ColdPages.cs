using System.Globalization;
using System.Runtime.InteropServices;

namespace Thelper;

/// <summary>Gives back pages of libraries that were touched once.</summary>
/// <remarks>
/// Loading libtorch and what it links runs through some 100 MB of relocation tables, static initialisers and registrations that a session
/// never needs again. Pages that are still what the file holds can be dropped from the process: one that is needed after all comes back from
/// the page cache by a soft fault.
/// </remarks>
public static unsafe partial class ColdPages
{
    private const int DontNeed = 4;  // MADV_DONTNEED
    private const int WorthIt = 64;  // kB

    /// <summary>Drops the unmodified, read-only pages of every mapped library.</summary>
    public static void Drop()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var (start, length) in Unmodified())
        {
            // Advice only: a refusal leaves everything as it was.
            _ = madvise(start, length, DontNeed);
        }
    }

    // Mappings of libraries, private and not writable, none of whose pages was ever modified (relocated data has been).
    private static List<(nint Start, nint Length)> Unmodified()
    {
        var found = new List<(nint, nint)>();
        (nint Start, nint Length) mapping = default;
        var isCandidate = false;
        var resident = 0L;
        foreach (var line in InputFile.ReadLines("/proc/self/smaps"))
        {
            if (line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                resident = Kilobytes(line);
            }
            else if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (isCandidate && resident >= WorthIt && Kilobytes(line) == 0)
                {
                    found.Add(mapping);
                }
            }
            else if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]))
            {
                isCandidate = line.Contains("/lib", StringComparison.Ordinal) && line.Contains(".so", StringComparison.Ordinal) && Parse(line, out mapping);
            }
        }

        return found;
    }

    private static bool Parse(string line, out (nint Start, nint Length) mapping)
    {
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var start = long.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var end = long.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        mapping = ((nint)start, (nint)(end - start));
        return line.AsSpan(space + 1).StartsWith("r-xp") || line.AsSpan(space + 1).StartsWith("r--p");
    }

    private static long Kilobytes(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture);

    [DllImport("libc")]
    private static extern int madvise(nint address, nint length, int advice);
}
