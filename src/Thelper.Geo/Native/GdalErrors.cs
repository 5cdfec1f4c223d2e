using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Thelper.Geo.Native;

/// <summary>What GDAL reports, kept for the thread on which it happened until somebody asks.</summary>
internal static unsafe class GdalErrors
{
    private const int Warning = 2;
    private const int MostKept = 8;
    private const int LongestText = 400;

    [ThreadStatic]
    private static List<string>? failures;

    [ThreadStatic]
    private static List<string>? warnings;

    /// <summary>Warnings since the last <see cref="Clear"/> on this thread.</summary>
    public static IReadOnlyList<string> Warnings => warnings ?? (IReadOnlyList<string>)[];

    /// <summary>Forgets what this thread has met.</summary>
    public static void Clear()
    {
        failures?.Clear();
        warnings?.Clear();
    }

    /// <summary>The first failure of this thread since the last time, which is mostly the cause of those after it; null for none.</summary>
    public static string? Take()
    {
        var first = failures is { Count: > 0 } ? failures[0] : null;
        failures?.Clear();
        return first;
    }

    /// <summary>Fails for what GDAL could not do.</summary>
    /// <param name="what">The file, or what was to be done.</param>
    /// <param name="otherwise">What to say where GDAL says nothing.</param>
    public static GeoException Failure(string what, string otherwise) => new($"{what}: {Take() ?? otherwise}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Receive(int severity, int number, byte* message)
    {
        if (severity < Warning)
        {
            return;
        }

        var list = severity == Warning ? warnings ??= [] : failures ??= [];
        if (list.Count < MostKept)
        {
            list.Add(Tidy(Marshal.PtrToStringUTF8((nint)message) ?? ""));
        }
    }

    private static string Tidy(string text)
    {
        text = PrintableText.Of(text.ReplaceLineEndings(" ").Trim());
        return text.Length > LongestText ? text[..LongestText] + "..." : text;
    }
}
