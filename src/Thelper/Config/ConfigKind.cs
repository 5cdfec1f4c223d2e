using System.Diagnostics.CodeAnalysis;

namespace Thelper.Config;

/// <summary>What a configuration node holds.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The members are the kinds of value that JSON and YAML have.")]
public enum ConfigKind
{
    /// <summary>Nothing: <c>null</c>.</summary>
    Null,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A 64-bit integer.</summary>
    Int,

    /// <summary>A double.</summary>
    Float,

    /// <summary>Text.</summary>
    String,

    /// <summary>A list of nodes.</summary>
    List,

    /// <summary>A map from text keys to nodes, in file order.</summary>
    Map,
}
