using System.IO.Enumeration;
using Thelper.Data.Datasets;
using Thelper.Vision.Formats;

namespace Thelper.Infer;

/// <summary>Finds the pictures that a user names: files, folders, patterns, lists, standard input. They come in the order of the names; those of a folder or pattern sorted.</summary>
internal static class ImagePaths
{
    private const string StandardInput = "-";
    private const string AnyFolders = "**";
    private static readonly string[] Lists = [".txt", ".lst"];

    /// <summary>The pictures, listed as they are asked for; what was named is looked at before the first.</summary>
    /// <param name="named">Image files; folders, walked with all folders in them; patterns with <c>*</c> and <c>?</c>, in which <c>**</c> stands for any folders in one another; text files with a
    /// path in each line, from their own folder or else the current one; <c>-</c> for such lines from standard input, relative to the current folder.</param>
    /// <param name="input">Standard input; null where there is none.</param>
    /// <param name="notice">Told what of a folder is left out that its owner may miss: pictures in formats that are not read, names that are not UTF-8; null for nobody.</param>
    /// <exception cref="UserErrorException">Something does not exist, or is no picture and holds none. All that is wrong is said at once.</exception>
    public static IEnumerable<string> Of(IReadOnlyList<string> named, TextReader? input, Action<string>? notice = null)
    {
        var faults = named.Select(name => Fault(name, input)).OfType<string>().ToList();
        return faults.Count == 0 ? named.SelectMany(name => Expand(name, input, notice)) : throw new UserErrorException(string.Join(Environment.NewLine, faults));
    }

    private static string? Fault(string name, TextReader? input)
    {
        if (name == StandardInput)
        {
            return input is null ? "'-': there is no standard input here" : null;
        }

        if (Directory.Exists(name))
        {
            return Walk(name).Any() ? null : $"the folder '{name}' holds no picture ({FolderEntries.ImageEndings})";
        }

        if (File.Exists(name))
        {
            // Files that came without an ending, as uploads do, are looked into.
            return FolderEntries.IsImage(name) || IsList(name) || !Path.HasExtension(name) ? null : $"{name}: is no picture ({FolderEntries.ImageEndings}) and no list of pictures ({string.Join(", ", Lists)})";
        }

        if (!IsPattern(name))
        {
            return $"{name}: does not exist";
        }

        return Matches(name).Any() ? null : $"{name}: no picture has such a name";
    }

    private static IEnumerable<string> Expand(string name, TextReader? input, Action<string>? notice) =>
        name == StandardInput ? Lines(input!)
        : Directory.Exists(name) ? Walk(name, notice)
        : !File.Exists(name) ? Matches(name)
        : IsList(name) ? Listed(name)
        : [name];

    private static bool IsList(string name) => Lists.Contains(Path.GetExtension(name).ToLowerInvariant());

    private static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?');

    private static IEnumerable<string> Walk(string folder, Action<string>? notice = null)
    {
        var leftOut = new LeftOut();
        var images = ImageListing.Images(folder, ImageListing.ByName, leftOut);
        if (leftOut.MayBeMissed)
        {
            notice?.Invoke(leftOut.Describe(folder)!);
        }

        return images.Select(image => Path.Join(folder, image));
    }

    private static IEnumerable<string> Matches(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> folders = [Path.GetPathRoot(pattern) ?? ""];
        foreach (var part in parts[..^1])
        {
            folders = folders.SelectMany(folder => Folders(folder, part));
        }

        return folders.SelectMany(folder => Named(Directory.EnumerateFiles, folder, parts[^1])).Where(file => FolderEntries.IsImage(file));
    }

    private static IEnumerable<string> Folders(string folder, string part) => part switch
    {
        AnyFolders => Named(Directory.EnumerateDirectories, folder, "*").Where(below => new DirectoryInfo(below).LinkTarget is null).SelectMany(below => Folders(below, AnyFolders)).Prepend(folder),
        _ when IsPattern(part) => Named(Directory.EnumerateDirectories, folder, part),
        _ => new[] { Path.Join(folder, part) }.Where(Directory.Exists),
    };

    // As in a shell, and in folders: what begins with a dot is hidden unless it is asked for.
    private static IEnumerable<string> Named(Func<string, IEnumerable<string>> list, string folder, string pattern) => list(folder.Length == 0 ? "." : folder)
        .Select(entry => Path.GetFileName(entry))
        .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) && (name[0] != '.' || pattern[0] == '.'))
        .Order(StringComparer.Ordinal)
        .Select(name => Path.Join(folder, name));

    private static IEnumerable<string> Listed(string list)
    {
        var folder = Path.GetDirectoryName(list) ?? "";
        return TextLines.Read(list).Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => Placed(folder, line));
    }

    private static string Placed(string folder, string line)
    {
        var beside = Path.IsPathRooted(line) ? line : Path.Join(folder, line);
        return !File.Exists(beside) && File.Exists(line) ? line : beside;
    }

    private static IEnumerable<string> Lines(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            if (line.Trim() is { Length: > 0 } path)
            {
                yield return path;
            }
        }
    }
}
