namespace Thelper.Tasks;

/// <summary>The classes of a task: names by index, their colours, and the value that stands for no class. Immutable.</summary>
public sealed class ClassTable
{
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);

    /// <summary>Creates a table.</summary>
    /// <param name="names">Names by index, all different; see <see cref="ClassNameList.Read"/>.</param>
    /// <param name="colors">Colours of classes and of the ignored value; null for none.</param>
    /// <param name="ignored">Value that is no class but stands where one is expected; null for none.</param>
    public ClassTable(IReadOnlyList<string> names, ColorMap? colors = null, int? ignored = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        Names = [.. names];
        Colors = colors ?? ColorMap.Empty;
        Ignored = ignored;
        for (var i = 0; i < Names.Count; i++)
        {
            indices.Add(Names[i], i);
        }
    }

    /// <summary>Names by index.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Index of each name.</summary>
    public IReadOnlyDictionary<string, int> Indices => indices;

    /// <summary>Colours of classes and of <see cref="Ignored"/>; may be empty.</summary>
    public ColorMap Colors { get; }

    /// <summary>Value that is no class but stands where one is expected; null where there is none.</summary>
    public int? Ignored { get; }

    /// <summary>Whether a model made for these classes can serve another table's: same ignored value, and all of the other's classes among mine.</summary>
    /// <param name="other">The other table.</param>
    /// <param name="exact">Whether both must have the same classes in the same order, with the same colours.</param>
    public bool Agrees(ClassTable other, bool exact)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Ignored == other.Ignored
            && (exact ? Names.SequenceEqual(other.Names) && Colors.Matches(other.Colors) : other.Names.All(indices.ContainsKey));
    }

    /// <summary>The classes of both: mine, then those that only the other has, with new indices; my colours stay, and my ignored value, or the other's where I have none.</summary>
    /// <param name="other">The other table.</param>
    public ClassTable Union(ClassTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        string[] names = [.. Names.Union(other.Names)];
        var ignored = Ignored ?? other.Ignored;
        return new(names, ColorMap.Merge(Colors, other.Colors, other.Names, names, ignored, other.Ignored), ignored);
    }

    /// <summary>Indices by name as plain values, as text forms have them.</summary>
    public IReadOnlyDictionary<string, object?> ToPlain() => new OrderedDictionary<string, object?>(Names.Select((name, i) => new KeyValuePair<string, object?>(name, (long)i)));
}
