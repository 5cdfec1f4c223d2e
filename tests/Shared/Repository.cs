namespace Thelper.Testing;

/// <summary>The working tree that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its root: the folder of Thelper.slnx.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Thelper.slnx")))
        {
            at = Path.GetDirectoryName(at) ?? throw new DirectoryNotFoundException("The tests do not lie inside the repository.");
        }

        return at;
    }
}
