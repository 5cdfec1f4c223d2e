using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Thelper.Config;

/// <summary>One value of a configuration together with the place it came from; immutable.</summary>
public sealed class ConfigNode
{
    private readonly IReadOnlyList<KeyValuePair<string, ConfigNode>> entries = [];
    private readonly Dictionary<string, ConfigNode>? index;

    private ConfigNode(string file, int line, string path)
    {
        File = file;
        Line = line;
        Path = path;
    }

    private ConfigNode(IReadOnlyList<KeyValuePair<string, ConfigNode>> entries, string file, int line, string path)
        : this(file, line, path)
    {
        Kind = ConfigKind.Map;
        this.entries = entries;
        index = new Dictionary<string, ConfigNode>(entries.Count, StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            index.Add(key, value);
        }
    }

    /// <summary>Where the value comes from: a file's path, or words such as <c>command line</c>.</summary>
    public string File { get; }

    /// <summary>One-based line in <see cref="File"/> (of the key, for a map's value), or 0 where lines mean nothing.</summary>
    public int Line { get; }

    /// <summary>Path from the root, such as <c>loaders.base_transforms[0].params</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>What the node holds.</summary>
    public ConfigKind Kind { get; private init; }

    /// <summary>The scalar: <c>bool</c>, <c>long</c>, <c>double</c> or <c>string</c>; null for null, lists and maps.</summary>
    public object? Value { get; private init; }

    /// <summary>The elements of a list; empty for everything else.</summary>
    public IReadOnlyList<ConfigNode> Items { get; private init; } = [];

    /// <summary>The entries of a map in file order; empty for everything else.</summary>
    public IReadOnlyList<KeyValuePair<string, ConfigNode>> Entries => entries;

    /// <summary>Place and path for messages: <c>file:line: path</c>.</summary>
    public string Where
    {
        get
        {
            var place = Line > 0 ? $"{File}:{Line}" : File;
            return Path.Length == 0 ? place : $"{place}: {PrintableText.Line(Path)}";
        }
    }

    /// <summary>Creates a scalar node.</summary>
    /// <param name="value">Null, <c>bool</c>, <c>long</c>, <c>double</c> or <c>string</c>.</param>
    /// <param name="file">Where it comes from.</param>
    /// <param name="line">One-based line, or 0.</param>
    /// <param name="path">Path from the root.</param>
    public static ConfigNode Scalar(object? value, string file, int line, string path) => new(file, line, path)
    {
        Value = value,
        Kind = value switch
        {
            null => ConfigKind.Null,
            bool => ConfigKind.Bool,
            long => ConfigKind.Int,
            double => ConfigKind.Float,
            string => ConfigKind.String,
            _ => throw new ArgumentException($"A {value.GetType()} is not a configuration scalar.", nameof(value)),
        },
    };

    /// <summary>Creates a list node.</summary>
    /// <param name="items">Its elements.</param>
    /// <param name="file">Where it comes from.</param>
    /// <param name="line">One-based line, or 0.</param>
    /// <param name="path">Path from the root.</param>
    public static ConfigNode List(IReadOnlyList<ConfigNode> items, string file, int line, string path) =>
        new(file, line, path) { Kind = ConfigKind.List, Items = items };

    /// <summary>Creates a map node.</summary>
    /// <param name="entries">Its entries; keys are distinct.</param>
    /// <param name="file">Where it comes from.</param>
    /// <param name="line">One-based line, or 0.</param>
    /// <param name="path">Path from the root.</param>
    public static ConfigNode Map(IReadOnlyList<KeyValuePair<string, ConfigNode>> entries, string file, int line, string path) =>
        new(entries, file, line, path);

    /// <summary>Turns a plain value (see <see cref="ToPlain"/>; any map and list type is accepted) into nodes without lines.</summary>
    /// <param name="plain">The value.</param>
    /// <param name="file">Words that name where it comes from, such as <c>checkpoint a.pth</c>.</param>
    /// <param name="path">Path of the value from the root.</param>
    public static ConfigNode FromPlain(object? plain, string file, string path) => PlainNodes.Of(plain, file, path);

    /// <summary>The path of a child: <c>parent.key</c>.</summary>
    /// <param name="path">Path of the map.</param>
    /// <param name="key">Key in it.</param>
    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Finds the entry under the first of the names that is present; an entry with a null value counts as present.</summary>
    /// <param name="aliases">Names, tried in order.</param>
    /// <returns>The value, or null where this is no map or has none of the names.</returns>
    public ConfigNode? Get(params string[] aliases)
    {
        if (index is not null)
        {
            foreach (var alias in aliases)
            {
                if (index.TryGetValue(alias, out var found))
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>Whether one of the names is present, even with a null value.</summary>
    /// <param name="aliases">Names.</param>
    public bool Has(params string[] aliases) => Get(aliases) is not null;

    /// <summary>Like <see cref="Get"/>, for a lookup that branches on success.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, when present.</param>
    public bool TryGet(string key, [NotNullWhen(true)] out ConfigNode? value)
    {
        value = null;
        return index is not null && index.TryGetValue(key, out value);
    }

    /// <summary>A copy of this map in which <paramref name="key"/> holds <paramref name="value"/>; a new key goes last.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its new value.</param>
    public ConfigNode With(string key, ConfigNode value)
    {
        if (Kind != ConfigKind.Map)
        {
            throw new InvalidOperationException($"{Where}: not a map.");
        }

        var changed = new List<KeyValuePair<string, ConfigNode>>(entries);
        var at = changed.FindIndex(entry => entry.Key == key);
        if (at >= 0)
        {
            changed[at] = new(key, value);
        }
        else
        {
            changed.Add(new(key, value));
        }

        return Map(changed, File, Line, Path);
    }

    /// <summary>A copy of this map without the given keys.</summary>
    /// <param name="keys">Keys to leave out; absent ones do no harm.</param>
    public ConfigNode Without(params string[] keys) =>
        Kind == ConfigKind.Map && Has(keys)
            ? Map([.. entries.Where(entry => !keys.Contains(entry.Key))], File, Line, Path)
            : this;

    /// <summary>The value without places: null, bool, long, double, string, <c>List&lt;object?&gt;</c> or <c>Dictionary&lt;string, object?&gt;</c> (file order).</summary>
    public object? ToPlain()
    {
        switch (Kind)
        {
            case ConfigKind.List:
                var list = new List<object?>(Items.Count);
                foreach (var item in Items)
                {
                    list.Add(item.ToPlain());
                }

                return list;
            case ConfigKind.Map:
                var map = new Dictionary<string, object?>(entries.Count, StringComparer.Ordinal);
                foreach (var (key, value) in entries)
                {
                    map.Add(key, value.ToPlain());
                }

                return map;
            default:
                return Value;
        }
    }

    /// <summary>Converts to the type, or reports why not; see <see cref="ValueBinder"/> for the rules.</summary>
    /// <typeparam name="T">A bindable type, such as <c>int</c> or <c>IReadOnlyList&lt;string&gt;</c>.</typeparam>
    /// <param name="errors">Receives what is wrong.</param>
    /// <returns>The value, or the type's default after an error.</returns>
    public T? Read<T>(ConfigErrors errors) => ValueBinder.TryConvert(this, typeof(T), errors, out var value) ? (T?)value : default;

    /// <summary>What the node holds, in words for a message: <c>the text "abc"</c>, <c>a list</c>, <c>3.5</c>.</summary>
    public string Describe() => Kind switch
    {
        ConfigKind.Null => "null",
        ConfigKind.Bool => (bool)Value! ? "true" : "false",
        ConfigKind.String => $"the text \"{Shorten((string)Value!)}\"",
        ConfigKind.List => Items.Count == 1 ? "a list of 1 value" : $"a list of {Items.Count} values",
        ConfigKind.Map => "a map",
        _ => PythonRepr.Of(Value),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Where}: {Describe()}";

    private static string Shorten(string text)
    {
        var result = new StringBuilder();
        foreach (var c in text.Length > 60 ? text[..57] + "..." : text)
        {
            result.Append(char.IsControl(c) ? ' ' : c);
        }

        return result.ToString();
    }
}
