namespace Thelper.Geo.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Folder : IDisposable
{
    public Folder() => Root = Directory.CreateTempSubdirectory("thelper-geo-").FullName;

    public string Root { get; }

    /// <summary>A file of what thelper 0.6.2 was run on.</summary>
    public static string Original(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "original", name);

    /// <summary>A file of what GDAL reads.</summary>
    public static string Golden(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "Golden", .. parts]);

    public string File(string name) => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
