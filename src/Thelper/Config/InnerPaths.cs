using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace Thelper.Config;

/// <summary>Where paths really lead, links followed.</summary>
internal static partial class InnerPaths
{
    /// <summary>The full path of a file or folder, which need not exist, without links.</summary>
    /// <param name="path">The file or folder.</param>
    public static string Real(string path)
    {
        // .NET takes ".." away before it asks the system, so that what is left are names and links.
        var full = Path.GetFullPath(path);
        var rest = "";
        for (var at = full; ; at = Path.GetDirectoryName(at)!)
        {
            if (RealPath(at) is { } real)
            {
                return Path.Join(real, rest).TrimEnd('/') is { Length: > 0 } found ? found : "/";
            }

            rest = Path.Join(Path.GetFileName(at), rest);
        }
    }

    /// <summary>Whether a file or folder, which need not exist, lies in a folder or is that folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="folder">The folder.</param>
    public static bool IsInside(string path, string folder)
    {
        var (inner, outer) = (Real(path), Real(folder));
        return inner == outer || inner.StartsWith(outer.TrimEnd('/') + '/', StringComparison.Ordinal);
    }

    /// <summary>Fails if a link below a folder leads out of it, or nowhere: whoever writes there would write elsewhere.</summary>
    /// <param name="folder">The folder; that it is a link itself does not matter. It need not exist.</param>
    /// <exception cref="UserErrorException">There are such links; all are named.</exception>
    public static void RequireNoWayOut(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        var links = new FileSystemEnumerable<string>(
            folder,
            static (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
            new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        var leading = links.Where(link => RealPath(link) is null || !IsInside(link, folder)).Order(StringComparer.Ordinal).ToList();
        if (leading.Count > 0)
        {
            throw new UserErrorException(
                $"{folder}: links in a session's folder must not lead out of it: {string.Join(", ", leading.Select(link => $"'{link}' -> '{new FileInfo(link).LinkTarget}'"))}; put what they lead to in their place, or give another save directory");
        }
    }

    private static unsafe string? RealPath(string path)
    {
        var found = RealPathOf(path, 0);
        try
        {
            return found is null ? null : Marshal.PtrToStringUTF8((nint)found);
        }
        finally
        {
            NativeMemory.Free(found);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial byte* RealPathOf(string path, nint buffer);
}
