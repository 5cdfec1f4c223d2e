using System.IO.Enumeration;

namespace Thelper.Vision.Formats;

/// <summary>Lists folders of data without what systems and programs leave in them.</summary>
/// <remarks>Hidden entries, and those that operating systems, file servers and archivers make, count at no depth: a notebook's copy of an image is no second sample of it.</remarks>
public static class FolderEntries
{
    private static readonly string[] Images = [".jpg", ".jpeg", ".bmp", ".png", ".ppm", ".pgm", ".tif", ".tiff", ".webp", ".jpe", ".jfif", ".dib", ".pbm", ".pnm", ".jp2"];

    private static readonly string[] UnreadPictures =
        [".gif", ".heic", ".heif", ".avif", ".jxl", ".svg", ".psd", ".tga", ".ico", ".exr", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".raw", ".dcm", ".nii", ".svs", ".npy"];

    private static readonly string[] SystemNames =
    [
        "__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "@eaDir", "@Recycle", "@__thumb", "#recycle", "#snapshot", "$RECYCLE.BIN", "System Volume Information", "lost+found",
        "__pycache__", "Icon\r",
    ];

    /// <summary>The endings of images, for messages.</summary>
    public static string ImageEndings => string.Join(", ", Images);

    /// <summary>Whether a name ends like that of an image which can be decoded.</summary>
    /// <param name="name">Name or path of a file.</param>
    public static bool IsImage(ReadOnlySpan<char> name) => EndsLike(name, Images);

    /// <summary>Whether a name ends like that of a picture in a format that is not read.</summary>
    /// <param name="name">Name, path or ending of a file.</param>
    public static bool IsUnreadPicture(ReadOnlySpan<char> name) => EndsLike(name, UnreadPictures);

    /// <summary>The entries of a folder that count, in the operating system's order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isFile">Whether a file of a name counts.</param>
    /// <param name="leftOut">Told of all others.</param>
    /// <param name="below">The folder below the root, with a slash at its end, for messages; empty for the root.</param>
    /// <param name="otherwise">Why a file does not count that would have by its name; null where none is refused.</param>
    /// <returns>Names, and whether each is a folder. In the root links to folders are folders, below it they are left out.</returns>
    public static IEnumerable<(string Name, bool IsFolder)> Of(string folder, NameTest isFile, LeftOut leftOut, string below = "", LeftOutReason? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(isFile);
        ArgumentNullException.ThrowIfNull(leftOut);
        ArgumentNullException.ThrowIfNull(below);
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        return new FileSystemEnumerable<(string Name, bool IsFolder)>(folder, static (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                if (Reason(ref entry, isFile, below.Length == 0, otherwise) is not { } reason)
                {
                    return true;
                }

                leftOut.Add(reason, below, entry.FileName);
                return false;
            },
        };
    }

    private static LeftOutReason? Reason(ref FileSystemEntry entry, NameTest isFile, bool isRoot, LeftOutReason? otherwise)
    {
        var name = entry.FileName;
        if (name[0] == '.')
        {
            return LeftOutReason.Hidden;
        }

        foreach (var system in SystemNames)
        {
            if (name.Equals(system, StringComparison.OrdinalIgnoreCase))
            {
                return LeftOutReason.SystemMade;
            }
        }

        if (name.Contains('\uFFFD'))
        {
            return LeftOutReason.BadName;
        }

        if (entry.IsDirectory)
        {
            return isRoot || (entry.Attributes & FileAttributes.ReparsePoint) == FileAttributes.None ? null : LeftOutReason.LinkedFolder;
        }

        return isFile(name) ? otherwise : IsUnreadPicture(name) ? LeftOutReason.UnreadFormat : LeftOutReason.OtherEnding;
    }

    private static bool EndsLike(ReadOnlySpan<char> name, string[] endings)
    {
        var dot = name.LastIndexOf('.');
        if (dot >= 0)
        {
            foreach (var ending in endings)
            {
                if (name[dot..].Equals(ending, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
