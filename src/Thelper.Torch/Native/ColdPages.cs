using System.Globalization;
using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Gives back the code pages that loading a library touched once.</summary>
/// <remarks>
/// The static initialisers of libtorch and of what it links walk through some 50 MB of code that a session never runs again. The pages are
/// clean copies of files: dropping them from the process costs nothing but a soft fault for those that are needed after all.
/// </remarks>
internal static unsafe partial class ColdPages
{
    private const int DontNeed = 4;  // MADV_DONTNEED

    /// <summary>Files of libraries that are mapped now.</summary>
    public static HashSet<string> MappedFiles() => OperatingSystem.IsLinux() ? [.. Code().Select(mapping => mapping.File)] : [];

    /// <summary>Drops the code pages of libraries mapped since.</summary>
    public static void DropNew(HashSet<string> mappedBefore)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var (start, length, file) in Code())
        {
            if (!mappedBefore.Contains(file))
            {
                // Advice only: a refusal leaves everything as it was.
                _ = madvise(start, length, DontNeed);
            }
        }
    }

    // Private, readable, executable, never writable: pages that can only be what the file holds.
    private static IEnumerable<(nint Start, nint Length, string File)> Code()
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var path = line.IndexOf('/', StringComparison.Ordinal);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (path < 0 || !line.AsSpan(space + 1).StartsWith("r-xp") || !line.Contains(".so", StringComparison.Ordinal))
            {
                continue;
            }

            var dash = line.IndexOf('-', StringComparison.Ordinal);
            var start = long.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var end = long.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            yield return ((nint)start, (nint)(end - start), line[path..]);
        }
    }

    [DllImport("libc")]
    private static extern int madvise(nint address, nint length, int advice);
}
