using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Thelper.Tasks;

/// <summary>Colours of class indices, in the order in which they were given.</summary>
/// <remarks>Used to draw label maps and boxes, and to turn coloured label images into class indices.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "A map of colours; the name is the configuration's.")]
public sealed class ColorMap : IReadOnlyCollection<KeyValuePair<long, IReadOnlyList<byte>>>
{
    private readonly List<KeyValuePair<long, IReadOnlyList<byte>>> entries = [];

    /// <summary>An empty map.</summary>
    public static ColorMap Empty { get; } = new();

    /// <inheritdoc/>
    public int Count => entries.Count;

    /// <summary>The colour of an index, three values from 0 to 255.</summary>
    /// <param name="index">Class index or ignore value.</param>
    /// <returns>The colour, or null where the map has none.</returns>
    public IReadOnlyList<byte>? this[long index] => entries.Find(entry => entry.Key == index).Value;

    /// <summary>Reads a colour map.</summary>
    /// <param name="value">
    /// A map whose keys are all class names or all indices (as numbers or text); a colour is a list of three whole numbers from 0 to 255 or one for a grey.
    /// Null is an empty map.
    /// </param>
    /// <param name="classNames">Names of the classes by index.</param>
    /// <param name="ignore">Index that is no class but may have a colour; in a map that is not empty it is black unless given.</param>
    /// <param name="ignoreName">The name under which the ignored index may appear.</param>
    /// <exception cref="UserErrorException">A key is no class, or a value no colour.</exception>
    public static ColorMap Read(object? value, IReadOnlyList<string> classNames, long? ignore, string ignoreName)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (value is ColorMap other)
        {
            value = other.ToPlain();
        }

        var map = new ColorMap();
        if (value is null)
        {
            return map;
        }

        var pairs = PlainValues.EntriesOf(value)?.ToList()
            ?? throw new UserErrorException($"color_map: expected a map of classes and colours, got {PythonRepr.Of(value)}");
        var names = new Dictionary<string, long>(StringComparer.Ordinal);
        if (ignore is not null)
        {
            names[ignoreName] = ignore.Value;
        }

        for (var i = 0; i < classNames.Count; i++)
        {
            names[classNames[i]] = i;
        }

        // Texts are names unless all of the keys read as numbers and none is a class.
        var byName = pairs.Exists(pair => pair.Key is string name && names.ContainsKey(name));
        foreach (var (key, colour) in pairs)
        {
            var index = byName ? OfName(key, names) : OfIndex(key, names);
            if (map[index] is not null)
            {
                throw new UserErrorException($"color_map: '{PlainValues.KeyText(key)}' has two colours");
            }

            map.entries.Add(new(index, Color(key, colour)));
        }

        if (map.Count > 0 && ignore is not null && map[ignore.Value] is null)
        {
            map.entries.Add(new(ignore.Value, [0, 0, 0]));
        }

        return map;
    }

    /// <summary>The map as plain values: whole numbers and lists of three whole numbers.</summary>
    public IReadOnlyDictionary<object, object?> ToPlain()
    {
        var plain = new OrderedDictionary<object, object?>();
        foreach (var (index, color) in entries)
        {
            plain.Add(index, color.Select(part => (object?)(long)part).ToList());
        }

        return plain;
    }

    /// <summary>Whether two maps give every index the same colour, in whatever order.</summary>
    /// <param name="other">The other map.</param>
    public bool Matches(ColorMap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count == other.Count && entries.TrueForAll(entry => other[entry.Key] is { } color && color.SequenceEqual(entry.Value));
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<long, IReadOnlyList<byte>>> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The same colours, that of one index under another.</summary>
    internal ColorMap Moved(long? from, long? to)
    {
        var moved = new ColorMap();
        moved.entries.AddRange(entries.Select(entry => entry.Key == from && to is not null ? new(to.Value, entry.Value) : entry));
        return moved;
    }

    /// <summary>The colours of both of two merged class lists: mine where I have one, else the other's under the class's new index.</summary>
    internal static ColorMap Merge(ColorMap mine, ColorMap other, IReadOnlyList<string> otherNames, IReadOnlyList<string> mergedNames, long? myIgnore, long? otherIgnore)
    {
        var merged = new ColorMap();
        merged.entries.AddRange(mine.entries);
        foreach (var (index, color) in other.entries)
        {
            var target = index >= 0 && index < otherNames.Count ? mergedNames.IndexOf(otherNames[(int)index])
                : index == otherIgnore ? myIgnore
                : null;
            if (target is not null && merged[target.Value] is null)
            {
                merged.entries.Add(new(target.Value, color));
            }
        }

        return merged;
    }

    private static long OfName(object? key, Dictionary<string, long> names) => key is string name && names.TryGetValue(name, out var index)
        ? index
        : throw new UserErrorException(
            key is string text
                ? $"color_map: '{text}' is no class{NearestName.Hint(text, names.Keys)}"
                : $"color_map: the keys must be all names or all indices; {PlainValues.KeyText(key)} is no name");

    private static long OfIndex(object? key, Dictionary<string, long> names)
    {
        long? index = PlainValues.Normalize(key) switch
        {
            long number => number,
            string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
        if (index is not null && names.ContainsValue(index.Value))
        {
            return index.Value;
        }

        throw new UserErrorException(
            index is null && key is string name
                ? $"color_map: '{name}' is no class{NearestName.Hint(name, names.Keys)}"
                : $"color_map: {PlainValues.KeyText(key)} is no class index (valid are {string.Join(", ", names.Values.Order().Take(40))})");
    }

    private static byte[] Color(object? key, object? value)
    {
        var parts = PlainValues.Normalize(value) switch
        {
            long grey => [grey, grey, grey],
            IEnumerable list and not string => list.Cast<object?>().Select(PlainValues.Normalize).ToList(),
            _ => [],
        };
        return parts.Count == 3 && parts.TrueForAll(part => part is long and >= 0 and <= 255)
            ? [.. parts.Select(part => (byte)(long)part!)]
            : throw new UserErrorException($"color_map: the colour of '{PlainValues.KeyText(key)}' must be three whole numbers from 0 to 255, or one for a grey; got {PythonRepr.Of(value)}");
    }
}
