namespace Thelper.Tests.Data;

/// <summary>Finds the repository's sample data.</summary>
internal static class Samples
{
    public static string Folder(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Thelper.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests must run inside the repository");
        }

        return Path.Combine(folder.FullName, "samples", name);
    }
}
