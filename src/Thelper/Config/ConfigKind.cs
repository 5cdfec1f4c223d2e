namespace Thelper.Config;

/// <summary>What a configuration node holds.</summary>
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
