using System.Collections;
using System.Globalization;

namespace Thelper;

/// <summary>Plain values: the types that a configuration, a Python literal or a checkpoint's metadata is made of.</summary>
public static class PlainValues
{
    /// <summary>Lists and maps nested deeper than this are refused everywhere.</summary>
    public const int MaxDepth = 128;

    /// <summary>Text of a map key as Python's json module writes it.</summary>
    /// <param name="key">The key.</param>
    public static string KeyText(object? key) => Normalize(key) switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => text,
        { } other => PythonRepr.Of(other),
    };

    /// <summary>Brings the number types down to bool, long and double; everything else passes through.</summary>
    /// <param name="value">The value.</param>
    public static object? Normalize(object? value) => value switch
    {
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong u when u <= long.MaxValue => (long)u,
        float f => (double)f,
        Half h => (double)h,
        _ => value,
    };

    /// <summary>Entries of any map type, with the keys as they are; null when the value is no map.</summary>
    /// <param name="value">The value.</param>
    public static IEnumerable<(object? Key, object? Value)>? EntriesOf(object? value) => value switch
    {
        IDictionary map => FromDictionary(map),
        IEnumerable<KeyValuePair<string, object?>> pairs => pairs.Select(pair => ((object?)pair.Key, pair.Value)),
        _ => null,
    };

    private static IEnumerable<(object? Key, object? Value)> FromDictionary(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return (entry.Key, entry.Value);
        }
    }
}
