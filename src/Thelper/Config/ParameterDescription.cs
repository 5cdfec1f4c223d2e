using System.Reflection;

namespace Thelper.Config;

/// <summary>A parameter that a configuration can set.</summary>
/// <param name="Name">Its name in a configuration.</param>
/// <param name="Info">The parameter of the constructor or method.</param>
public sealed record ParameterDescription(string Name, ParameterInfo Info)
{
    /// <summary>Whether it must be given.</summary>
    public bool IsRequired => !TakesAllElse && !Info.HasDefaultValue;

    /// <summary>Whether it takes every key that no other parameter takes.</summary>
    public bool TakesAllElse { get; init; }

    /// <summary>Whether it is a section with a type of its own.</summary>
    public bool IsSection { get; init; }

    /// <summary>The default, as a plain value; null where there is none.</summary>
    public object? Default { get; init; }

    /// <summary>Range, choices and example; the attribute's own defaults where it has none.</summary>
    public ConfigValueAttribute Limits => Info.GetCustomAttribute<ConfigValueAttribute>() ?? new();

    /// <summary>Whether null is a value.</summary>
    public bool AcceptsNull => Info.ParameterType == typeof(ConfigNode) || BoundType.AcceptsNull(Info);
}
