using System.Collections;
using System.Globalization;

namespace Thelper.Config;

/// <summary>Plain values: the types that a configuration, a Python literal or a checkpoint's metadata is made of.</summary>
internal static class PlainValues
{
    /// <summary>Lists and maps nested deeper than this are refused everywhere.</summary>
    public const int MaxDepth = 128;

    public static ConfigNode ToNode(object? plain, string file, string path) => ToNode(plain, file, 0, path, 0);

    /// <summary>Text of a map key as Python's json module writes it.</summary>
    public static string KeyText(object? key) => Normalize(key) switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => text,
        { } other => PythonRepr.Of(other),
    };

    /// <summary>Brings the number types down to bool, long and double; everything else passes through.</summary>
    public static object? Normalize(object? value) => value switch
    {
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong u when u <= long.MaxValue => (long)u,
        float f => (double)f,
        Half h => (double)h,
        _ => value,
    };

    /// <summary>Entries of any map type, with the keys as they are; null when the value is no map.</summary>
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

    public static ConfigNode ToNode(object? plain, string file, int line, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new UserErrorException($"{file}: {path}: nested deeper than {MaxDepth} levels");
        }

        if (plain is ConfigNode node)
        {
            return node;
        }

        if (EntriesOf(plain) is { } entries)
        {
            var children = new List<KeyValuePair<string, ConfigNode>>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (key, value) in entries)
            {
                var text = KeyText(key);
                if (!seen.Add(text))
                {
                    throw new UserErrorException($"{file}: {path}: two keys read '{text}'");
                }

                children.Add(new(text, ToNode(value, file, line, ConfigNode.Join(path, text), depth + 1)));
            }

            return ConfigNode.Map(children, file, line, path);
        }

        if (plain is IEnumerable list and not string)
        {
            var items = new List<ConfigNode>();
            foreach (var value in list)
            {
                items.Add(ToNode(value, file, line, $"{path}[{items.Count}]", depth + 1));
            }

            return ConfigNode.List(items, file, line, path);
        }

        return Normalize(plain) switch
        {
            null or bool or long or double or string => ConfigNode.Scalar(Normalize(plain), file, line, path),
            var other => throw new UserErrorException($"{file}: {path}: a {other!.GetType().Name} cannot be part of a configuration"),
        };
    }
}
