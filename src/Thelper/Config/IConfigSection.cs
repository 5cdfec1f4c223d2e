namespace Thelper.Config;

/// <summary>A section of a configuration that is more than a value: it names a type. A constructor that takes one gets it checked together with its other parameters.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface IConfigSection<TSelf>
    where TSelf : class, IConfigSection<TSelf>
{
    /// <summary>Checks the section, without data and model.</summary>
    /// <param name="section">The section.</param>
    /// <param name="types">Finds the types that it names.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The section; null after a mistake.</returns>
    static abstract TSelf? Bind(ConfigNode section, TypeRegistry types, ConfigErrors errors);
}
