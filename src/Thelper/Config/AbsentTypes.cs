namespace Thelper.Config;

/// <summary>Names of thelper 0.6.2 for which nothing is here: what to say where a configuration uses one.</summary>
internal static class AbsentTypes
{
    private static readonly (string Prefix, string What)[] Names =
    [
        ("thelper.data.geo.", "georeferenced data are"),
        ("thelper.nn.mobilenet.", "this network is"),
        ("thelper.nn.densenet.", "this network is"),
        ("thelper.nn.efficientnet.", "this network is"),
        ("thelper.nn.inceptionresnetv2.", "this network is"),
        ("thelper.nn.srm.", "this network is"),
        ("thelper.gui.", "annotators are"),
    ];

    /// <summary>The end of a sentence on a name that was not found; null for a name of another kind.</summary>
    /// <param name="name">A dotted name.</param>
    public static string? Describe(string name) =>
        Array.Find(Names, entry => name.StartsWith(entry.Prefix, StringComparison.Ordinal)) is { What: { } what } ? $" ({what} not there yet)" : null;
}
