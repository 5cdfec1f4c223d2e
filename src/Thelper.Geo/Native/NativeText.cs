using System.Runtime.InteropServices;

namespace Thelper.Geo.Native;

/// <summary>Texts and lists of texts that belong to GDAL.</summary>
internal static unsafe class NativeText
{
    /// <summary>A text; null for none.</summary>
    public static string? Read(nint text) => Marshal.PtrToStringUTF8(text);

    /// <summary>A list that ends with a null; empty for none.</summary>
    public static List<string> ReadList(nint list)
    {
        var texts = new List<string>();
        for (var entry = (nint*)list; entry is not null && *entry != 0; entry++)
        {
            texts.Add(Read(*entry) ?? "");
        }

        return texts;
    }

    /// <summary>Entries <c>KEY=value</c> by key.</summary>
    public static Dictionary<string, string> ReadMap(nint list)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in ReadList(list))
        {
            var at = entry.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                map[entry[..at]] = entry[(at + 1)..];
            }
        }

        return map;
    }

    /// <summary>Hands a list over for the time of a call.</summary>
    public static T With<T>(IEnumerable<string> texts, Func<nint, T> call)
    {
        nint list = 0;
        foreach (var text in texts)
        {
            list = GdalApi.CSLAddString(list, text);
        }

        try
        {
            return call(list);
        }
        finally
        {
            GdalApi.CSLDestroy(list);
        }
    }
}
