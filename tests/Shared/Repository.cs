namespace Thelper.Testing;

/// <summary>Finds the files of the repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Thelper.slnx</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder.</summary>
    /// <param name="parts">Its path below the root.</param>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var at = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(at, "Thelper.slnx")))
        {
            at = Path.GetDirectoryName(at) ?? throw new DirectoryNotFoundException("the tests must run inside the repository");
        }

        return at;
    }
}
