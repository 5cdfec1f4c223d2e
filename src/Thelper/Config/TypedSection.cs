namespace Thelper.Config;

/// <summary>A section that names a type and its parameters.</summary>
internal class TypedSection
{
    /// <summary>The type's dotted name.</summary>
    [Key("type", Required = true)]
    public ConfigNode? Type { get; set; }

    /// <summary>The parameters of its constructor.</summary>
    [Key("params", "parameters")]
    public ConfigNode? Params { get; set; }
}

/// <summary>The same, where the type is of a kind; stands in <see cref="KeyAttribute.Holds"/>.</summary>
/// <typeparam name="TKind">Class or interface that the type must have.</typeparam>
internal class TypedSection<TKind> : TypedSection;
