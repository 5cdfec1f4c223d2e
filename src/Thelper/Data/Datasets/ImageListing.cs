using Thelper.Vision.Formats;
using System.IO.Enumeration;
using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Data.Datasets;

/// <summary>Finds the image files of a folder, in a chosen order.</summary>
/// <remarks>
/// <para>
/// The order decides which samples a split takes. <c>filesystem</c> is the original's: as the operating system lists the folder, which
/// reproduces its sessions on the machine (and copy of the data) that made them. <c>name</c> is the same everywhere. Any other word is a
/// text file with one path per line, relative to the root: exactly these files in this order.
/// </para>
/// <para>A class folder may be a link; links further down are not followed, so that a circle of them cannot trap the walk.</para>
/// </remarks>
internal static class ImageListing
{
    public const string FileSystem = "filesystem";
    public const string ByName = "name";

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".bmp", ".png", ".ppm", ".pgm", ".tif"];

    /// <summary>The root, checked.</summary>
    /// <param name="root">A folder, as the user wrote it.</param>
    /// <exception cref="UserErrorException">There is no such folder.</exception>
    public static string RequireFolder(string root)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (Directory.Exists(root))
        {
            return root;
        }

        throw new UserErrorException(
            File.Exists(root)
                ? $"the root '{root}' is a file; name the folder that holds the images"
                : $"the folder '{root}' does not exist (relative paths start at '{Directory.GetCurrentDirectory()}')");
    }

    /// <summary>The endings of images, for messages.</summary>
    public static string Endings => string.Join(", ", Extensions);

    /// <summary>Whether an order walks the folder; otherwise it names a listing.</summary>
    public static bool IsWalk(string order) => order is FileSystem or ByName;

    /// <summary>The images of a folder in an order, as paths relative to it; at least one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="order"><see cref="FileSystem"/>, <see cref="ByName"/> or the path of a listing.</param>
    /// <exception cref="UserErrorException">There is none, or the listing is missing or badly formed.</exception>
    public static string[] Of(string folder, string order)
    {
        string[] images = [.. IsWalk(order) ? Images(folder, order) : Read(order)];
        return images.Length > 0 ? images
            : IsWalk(order) ? throw new UserErrorException($"the folder '{folder}' holds no image ({Endings}); add some, or remove the folder")
            : throw new UserErrorException($"{order}: the listing names no image");
    }

    /// <summary>The direct subfolders, which are classes; hidden ones left out.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="order"><see cref="FileSystem"/> or <see cref="ByName"/>.</param>
    /// <param name="log">Told when the order is not the sorted one, by which classes are numbered.</param>
    public static List<string> ClassFolders(string root, string order, ILogger? log)
    {
        var names = new List<string>();
        foreach (var (name, isFolder) in Entries(root, classFolders: true))
        {
            if (isFolder)
            {
                names.Add(name);
            }
        }

        var folders = Order(names, order);
        if (!folders.Order(StringComparer.Ordinal).SequenceEqual(folders))
        {
            log?.Warn("class name ordering changed due to folder name sorting; this may impact the behavior of previously-trained models as task class indices may be swapped!");
        }

        return folders;
    }

    /// <summary>The images of a folder and the folders in it, as paths relative to it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="order"><see cref="FileSystem"/> or <see cref="ByName"/>.</param>
    public static List<string> Images(string folder, string order)
    {
        var found = new List<string>();
        Walk(folder, "", order, found);
        return found;
    }

    /// <summary>The lines of a listing, checked: relative paths of images.</summary>
    /// <param name="file">The listing.</param>
    /// <exception cref="UserErrorException">There is no such file, or a line is no relative path of an image.</exception>
    public static List<string> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new UserErrorException($"order: expected 'filesystem', 'name' or a text file that lists the images, and there is no file '{file}'");
        }

        var lines = new List<string>();
        var number = 0;
        foreach (var line in TextLines.Read(file))
        {
            number++;
            var path = line.Trim();
            if (path.Length == 0)
            {
                continue;
            }

            if (!IsImage(path) || Path.IsPathRooted(path) || path.Split('/').Contains("..") || path.Contains('\0', StringComparison.Ordinal))
            {
                var shown = path.Length > 200 ? path[..200] + "..." : path;
                throw new UserErrorException(FormattableString.Invariant($"{file}:{number}: '{shown.Replace("\0", "\\0", StringComparison.Ordinal)}' is not the path of an image relative to the root"));
            }

            lines.Add(path);
        }

        return lines;
    }

    /// <summary>Whether the name ends like an image's.</summary>
    /// <param name="name">Name or path of a file.</param>
    public static bool IsImage(ReadOnlySpan<char> name)
    {
        var dot = name.LastIndexOf('.');
        if (dot >= 0)
        {
            foreach (var extension in Extensions)
            {
                if (name[dot..].Equals(extension, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Walk(string folder, string prefix, string order, List<string> found)
    {
        var files = new List<string>();
        var folders = new List<string>();
        foreach (var (name, isFolder) in Entries(folder, classFolders: false))
        {
            (isFolder ? folders : files).Add(name);
        }

        foreach (var name in Order(files, order))
        {
            found.Add(prefix + name);
        }

        foreach (var name in Order(folders, order))
        {
            Walk(Path.Join(folder, name), $"{prefix}{name}/", order, found);
        }
    }

    private static List<string> Order(List<string> names, string order)
    {
        if (order == ByName)
        {
            names.Sort(StringComparer.Ordinal);
        }

        return names;
    }

    private static FileSystemEnumerable<(string Name, bool IsFolder)> Entries(string folder, bool classFolders)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        return new FileSystemEnumerable<(string Name, bool IsFolder)>(folder, static (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.IsDirectory
                ? (classFolders ? entry.FileName[0] != '.' : (entry.Attributes & FileAttributes.ReparsePoint) == FileAttributes.None)
                : IsImage(entry.FileName),
        };
    }
}
