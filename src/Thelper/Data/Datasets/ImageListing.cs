using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Vision.Formats;

namespace Thelper.Data.Datasets;

/// <summary>Finds the image files of a folder, in a chosen order.</summary>
/// <remarks>
/// <para>
/// The order decides which samples a split takes. <c>filesystem</c> is the original's: as the operating system lists the folder, which
/// reproduces its sessions on the machine (and copy of the data) that made them. <c>name</c> is the same everywhere. Any other word is a
/// text file with one path per line, relative to the root: exactly these files in this order.
/// </para>
/// <para>
/// Hidden entries and what systems leave behind never count (<see cref="FolderEntries"/>). A class folder may be a link; links further down are not followed,
/// so that a circle of them cannot trap the walk.
/// </para>
/// </remarks>
internal static class ImageListing
{
    public const string FileSystem = "filesystem";
    public const string ByName = "name";

    private static readonly string[] Archives = [".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"];

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
                ? $"the root '{root}' is {(Array.Exists(Archives, ending => root.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? "an archive; unpack it, and" : "a file;")} name the folder that holds the images"
                : $"the folder '{root}' does not exist ({Remedy(root)})");
    }

    /// <summary>Whether an order walks the folder; otherwise it names a listing.</summary>
    public static bool IsWalk(string order) => order is FileSystem or ByName;

    /// <summary>The images of a folder in an order, as paths relative to it; at least one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="order"><see cref="FileSystem"/>, <see cref="ByName"/> or the path of a listing.</param>
    /// <param name="log">Told what was left out.</param>
    /// <param name="companion">The ending of files that belong to the images beside them; null for none.</param>
    /// <exception cref="UserErrorException">There is none, or the listing is missing or badly formed.</exception>
    public static string[] Of(string folder, string order, ILogger? log, string? companion = null)
    {
        if (!IsWalk(order))
        {
            var listed = Read(order, folder);
            return listed.Count > 0 ? [.. listed] : throw new UserErrorException($"{order}: the listing names no image");
        }

        var leftOut = new LeftOut(companion);
        string[] images = [.. Images(folder, order, leftOut)];
        if (images.Length == 0)
        {
            throw new UserErrorException($"the folder '{folder}' holds no image ({FolderEntries.ImageEndings}){(leftOut.Describe(folder) is { } rest ? $"; {rest}" : "; add some, or remove the folder")}");
        }

        Tell(leftOut, folder, log);
        return images;
    }

    /// <summary>Says once what a listing has left out: as a warning where pictures may be missed.</summary>
    /// <param name="leftOut">What it was.</param>
    /// <param name="root">The folder.</param>
    /// <param name="log">Told.</param>
    public static void Tell(LeftOut leftOut, string root, ILogger? log)
    {
        if (leftOut.Describe(root) is not { } text)
        {
            return;
        }

        if (leftOut.MayBeMissed)
        {
            log?.Warn(text);
        }
        else
        {
            log?.Info(text);
        }
    }

    /// <summary>The direct subfolders, which are classes.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="order"><see cref="FileSystem"/> or <see cref="ByName"/>.</param>
    /// <param name="leftOut">Counts the rest.</param>
    public static List<string> ClassFolders(string root, string order, LeftOut leftOut) =>
        Order([.. FolderEntries.Of(root, FolderEntries.IsImage, leftOut, otherwise: LeftOutReason.Stray).Select(entry => entry.Name)], order);

    /// <summary>The images of a folder and the folders in it, as paths relative to it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="order"><see cref="FileSystem"/> or <see cref="ByName"/>.</param>
    /// <param name="leftOut">Counts what is no image.</param>
    /// <param name="below">The folder below the root, with a slash at its end, for messages.</param>
    /// <param name="skips">Asked of each folder that does not lie in the first one itself, by the one that it lies in and its name, whether it is left out; null for none.</param>
    public static List<string> Images(string folder, string order, LeftOut leftOut, string below = "", Func<string, string, bool>? skips = null)
    {
        var found = new List<string>();
        Walk(folder, "", order, leftOut, below, skips, found);
        return found;
    }

    /// <summary>The lines of a listing, checked: relative paths of images.</summary>
    /// <param name="file">The listing.</param>
    /// <param name="root">What the paths are relative to.</param>
    /// <exception cref="UserErrorException">There is no such file, or a line is no relative path of an image.</exception>
    public static List<string> Read(string file, string root)
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

            path = WithSlashes(path, root);
            if (!FolderEntries.IsImage(path) || Path.IsPathRooted(path) || path.Split('/').Contains("..") || path.Contains('\0', StringComparison.Ordinal))
            {
                var shown = path.Length > 200 ? path[..200] + "..." : path;
                throw new UserErrorException(FormattableString.Invariant($"{file}:{number}: '{shown.Replace("\0", "\\0", StringComparison.Ordinal)}' is not the path of an image relative to the root"));
            }

            lines.Add(path);
        }

        return lines;
    }

    /// <summary>A path as lists from Windows have it, with slashes; one that exists as it is stays.</summary>
    /// <param name="path">The path.</param>
    /// <param name="root">What it is relative to.</param>
    public static string WithSlashes(string path, string root) =>
        path.Contains('\\', StringComparison.Ordinal) && !File.Exists(Path.Join(root, path)) ? path.Replace('\\', '/') : path;

    /// <summary>Fails where files that are told apart by their ending alone would share a partner in another folder.</summary>
    /// <param name="files">Paths relative to the folder.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="partner">Words that name the partner.</param>
    /// <exception cref="UserErrorException">Two files differ in their ending alone.</exception>
    public static void RequireOwnStems(IEnumerable<string> files, string folder, string partner)
    {
        var byStem = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Distinct())
        {
            if (!byStem.TryAdd(Path.ChangeExtension(file, null), file))
            {
                throw new UserErrorException($"the folder '{folder}' holds two images '{byStem[Path.ChangeExtension(file, null)]}' and '{file}' for one {partner}; remove or rename one");
            }
        }
    }

    private static string Remedy(string root) =>
        root.StartsWith('~') ? "'~' is not expanded; write the whole path"
            : root.Contains('$', StringComparison.Ordinal) || (root.Contains('%', StringComparison.Ordinal) && root.IndexOf('%') != root.LastIndexOf('%'))
                ? "variables of the environment are not expanded; write the whole path"
            : root.Contains('\\', StringComparison.Ordinal) ? "folders are separated by '/'"
            : $"relative paths start at '{Directory.GetCurrentDirectory()}'";

    private static void Walk(string folder, string prefix, string order, LeftOut leftOut, string below, Func<string, string, bool>? skips, List<string> found)
    {
        var files = new List<string>();
        var folders = new List<string>();
        foreach (var (name, isFolder) in FolderEntries.Of(folder, FolderEntries.IsImage, leftOut, below + prefix))
        {
            (isFolder ? folders : files).Add(name);
        }

        foreach (var name in Order(files, order))
        {
            found.Add(prefix + name);
        }

        foreach (var name in Order(folders, order))
        {
            if (prefix.Length == 0 || skips?.Invoke(folder, name) != true)
            {
                Walk(Path.Join(folder, name), $"{prefix}{name}/", order, leftOut, below, skips, found);
            }
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
}
