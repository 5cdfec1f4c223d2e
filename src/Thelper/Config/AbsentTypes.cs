namespace Thelper.Config;

/// <summary>Names of thelper 0.6.2 that no configuration can use here: what to say where one does.</summary>
internal static class AbsentTypes
{
    // Python's interface for programs.
    private static readonly Dictionary<string, string> OfPrograms = new(StringComparer.Ordinal)
    {
        ["thelper.nn.Module"] = "the base of models: write a class in C# and name it 'path/to/file.cs:Namespace.Type'",
        ["thelper.nn.create_model"] = "a function for programs: in C# it is Thelper.Nn.ModelFactory.Create",
        ["thelper.nn.ExternalModule"] = "what wraps a network by itself: name the network",
        ["thelper.nn.ExternalClassifModule"] = "what wraps a network by itself: name the network",
        ["thelper.nn.ExternalDetectModule"] = "what wraps a network by itself: name the network",
    };

    /// <summary>The end of a sentence on a name that was not found; null for a name of another kind.</summary>
    /// <param name="name">A dotted name.</param>
    public static string? Describe(string name)
        => OfPrograms.TryGetValue(name.Replace("thelper.nn.utils.", "thelper.nn.", StringComparison.Ordinal), out var use) ? $" ({use})" : null;
}
