using System.Collections.Frozen;

namespace Thelper.Web.Serving;

/// <summary>The files of <c>wwwroot</c>, which are part of the assembly: what is not in the list does not exist, whatever a path looks like.</summary>
internal static class EmbeddedFiles
{
    private const string Root = "wwwroot/";
    private static readonly FrozenDictionary<string, byte[]> Files = Read();

    /// <summary>The paths below wwwroot.</summary>
    public static IEnumerable<string> Paths => Files.Keys;

    /// <summary>A file; null for one that is not there.</summary>
    /// <param name="path">Its path below wwwroot, with slashes.</param>
    public static Answer? Find(string path) => Files.TryGetValue(path, out var content) ? Answer.Bytes(TypeOf(path), content) : null;

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => "text/plain; charset=utf-8",
    };

    private static FrozenDictionary<string, byte[]> Read()
    {
        var assembly = typeof(EmbeddedFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[Root.Length..].Replace('\\', '/'),
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                return content;
            },
            StringComparer.Ordinal);
    }
}
