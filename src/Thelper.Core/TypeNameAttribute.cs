namespace Thelper;

/// <summary>Declares the names under which a configuration file finds a class, or a public static method that returns the object.</summary>
/// <param name="name">The canonical dotted name, which is also the one written to sessions.</param>
/// <param name="aliases">Other accepted names.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = false)]
public sealed class TypeNameAttribute(string name, params string[] aliases) : Attribute
{
    /// <summary>The canonical dotted name.</summary>
    public string Name { get; } = name;

    /// <summary>Other accepted names.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;
}
