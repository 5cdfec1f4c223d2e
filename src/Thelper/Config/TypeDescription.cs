using System.Reflection;

namespace Thelper.Config;

/// <summary>A class or function that configurations can name, with what they can say to it.</summary>
/// <param name="Name">The canonical dotted name.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Type">The class that is made.</param>
/// <param name="Target">The constructor, or the function.</param>
public sealed record TypeDescription(string Name, IReadOnlyList<string> Aliases, Type Type, MethodBase Target)
{
    /// <summary>The name that people use: the shortest one, as the pages have it.</summary>
    public string ShortName => Aliases.Where(alias => alias.Count(c => c == '.') < Name.Count(c => c == '.')).DefaultIfEmpty(Name).First();

    /// <summary>All names, the short one first.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Name).Prepend(ShortName).Distinct();

    /// <summary>What a configuration can set, in declared order.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; } = ParameterBinder.Describe(Target);
}
