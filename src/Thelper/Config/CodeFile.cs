using System.Security.Cryptography;
using System.Text;

namespace Thelper.Config;

/// <summary>A file of C# source or a library, as it was when it was read: what is run is what was looked at.</summary>
internal sealed class CodeFile
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true };

    private CodeFile(string path, string digest, byte[]? source, IReadOnlySet<string> libraries)
    {
        Path = path;
        Digest = digest;
        Source = source;
        Libraries = libraries;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the source; of a library and all that lies beside it and that it may load.</summary>
    public string Digest { get; }

    /// <summary>The source; null for a library.</summary>
    public byte[]? Source { get; }

    /// <summary>Full paths of the files that a library may load; empty for a source.</summary>
    public IReadOnlySet<string> Libraries { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Full path of a <c>.cs</c> or <c>.dll</c> file.</param>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static CodeFile Read(string path)
    {
        try
        {
            if (System.IO.Path.GetExtension(path).Equals(".cs", StringComparison.OrdinalIgnoreCase))
            {
                var source = InputFile.ReadAllBytes(path);
                return new(path, Convert.ToHexStringLower(SHA256.HashData(source)), source, new HashSet<string>());
            }

            var libraries = LibrariesOf(path);
            var digests = libraries.Select(file => $"{System.IO.Path.GetRelativePath(System.IO.Path.GetDirectoryName(path)!, file)}\0{DigestOf(file)}\n");
            var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{DigestOf(path)}\n{string.Concat(digests)}"));
            return new(path, Convert.ToHexStringLower(digest), null, libraries);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {error.Message}", error);
        }
    }

    private static string DigestOf(string path)
    {
        using var stream = InputFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // Where the runtime looks for what a library needs: its own folder, and below it "runtimes", by the list in a ".deps.json".
    private static SortedSet<string> LibrariesOf(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        var below = System.IO.Path.Combine(folder, "runtimes");
        var files = Directory.EnumerateFiles(folder).Concat(Directory.Exists(below) ? Directory.EnumerateFiles(below, "*", Everything) : []);
        return new(files.Where(file => IsLibrary(System.IO.Path.GetFileName(file))), StringComparer.Ordinal);
    }

    private static bool IsLibrary(string name)
        => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);
}
