namespace Thelper.Config;

/// <summary>Names the configuration key that fills a property of an options class (see <see cref="OptionsBinder"/>).</summary>
/// <param name="name">The key.</param>
/// <param name="aliases">Other accepted names; giving two of them at once is an error.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute(string name, params string[] aliases) : Attribute
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>Other accepted names.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;

    /// <summary>Whether leaving the key out is an error.</summary>
    public bool Required { get; set; }

    /// <summary>The keys, one of which must be there where this one is not; whoever reads the section sees to it.</summary>
    public string[] Unless { get; set; } = [];

    /// <summary>Smallest accepted number, included.</summary>
    public double Min { get; set; } = double.NegativeInfinity;

    /// <summary>Largest accepted number, included.</summary>
    public double Max { get; set; } = double.PositiveInfinity;

    /// <summary>Accepted texts; empty accepts any.</summary>
    public string[] Choices { get; set; } = [];

    /// <summary>
    /// What a value that is read as a <see cref="ConfigNode"/> may be, for help and schema: C# types as <see cref="ValueBinder"/> knows them, options classes, and
    /// <see cref="TypedSection{TKind}"/>, <see cref="TypeNameOf{TKind}"/>, <see cref="ParametersOf{TType}"/>.
    /// </summary>
    public Type[] Holds { get; set; } = [];

    /// <summary>The kinds of type, one of which the value names; the parameters of that type stand beside it, under <see cref="ParamsKey.Names"/>. Empty for no name.</summary>
    public Type[] Names { get; set; } = [];
}
