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

    /// <summary>The pictures, listed name by name as they are asked for; what was named is looked at before the first.</summary>
    /// <param name="named">Image files; folders, walked with all folders in them; patterns with <c>*</c> and <c>?</c>, in which <c>**</c> stands for any folders in one another, and at the end for
    /// all that is in them; text files with a path in each line, from their own folder or else the current one; <c>-</c> for such lines from standard input, relative to the current folder.
    /// Of a session that lies in such a folder, or that <c>**</c> comes upon, the folders that it fills itself are left out.</param>
    /// <param name="input">Standard input; null where there is none.</param>
    /// <param name="notice">Told what of a folder is left out that its owner may miss: pictures in formats that are not read, names that are not UTF-8, what sessions wrote; and which folders
    /// that a star stands for may not be read. Null for nobody.</param>
    /// <exception cref="UserErrorException">Something does not exist, may not be read, or is no picture and holds none. All that is wrong is said at once.</exception>
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

        var filled = new FilledFolders();
        if (Directory.Exists(name))
        {
            return Walk(name, null, filled).Any() ? null : $"the folder '{name}' holds no picture ({FolderEntries.ImageEndings}){Also()}";
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

        try
        {
            return Matches(name, null, filled).Count > 0 ? null : $"{name}: no picture has such a name{Also()}";
        }
        catch (UserErrorException unreadable)
        {
            return unreadable.Message;
        }

        string Also() => filled.Remark is { } remark ? $"; {remark}" : "";
    }

    private static IEnumerable<string> Expand(string name, TextReader? input, Action<string>? notice) =>
        name == StandardInput ? Lines(input!)
        : Directory.Exists(name) ? Walk(name, notice, new())
        : !File.Exists(name) ? Matches(name, notice, new())
        : IsList(name) ? Listed(name)
        : [name];

    private static bool IsList(string name) => Lists.Contains(Path.GetExtension(name).ToLowerInvariant());

    private static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?');

    private static IEnumerable<string> Walk(string folder, Action<string>? notice, FilledFolders filled)
    {
        var leftOut = new LeftOut();
        var images = ImageListing.Images(folder, ImageListing.ByName, leftOut, skips: filled.Has);
        if (leftOut.MayBeMissed)
        {
            notice?.Invoke(leftOut.Describe(folder)!);
        }

        if (filled.Remark is { } remark)
        {
            notice?.Invoke(remark);
        }

        return images.Select(image => Path.Join(folder, image));
    }

    private static List<string> Matches(string pattern, Action<string>? notice, FilledFolders filled)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);

        // The folders of a folder are listed, and its files.
        var told = new HashSet<string>();
        Action<string>? once = notice is null ? null : text =>
        {
            if (told.Add(text))
            {
                notice(text);
            }
        };

        // At the end it stands for files, too.
        parts = parts[^1] == AnyFolders ? [.. parts, "*"] : parts;
        IEnumerable<Place> places = [new(Path.GetPathRoot(pattern) ?? "", IsFound: false)];
        foreach (var part in parts[..^1])
        {
            places = places.SelectMany(place => Folders(place, part, once, filled));
        }

        List<string> matches = [.. places.SelectMany(place => Named(Directory.EnumerateFiles, place, parts[^1], once)).Where(file => FolderEntries.IsImage(file))];
        if (filled.Remark is { } remark)
        {
            notice?.Invoke(remark);
        }

        return matches;
    }

    private static IEnumerable<Place> Folders(Place place, string part, Action<string>? notice, FilledFolders filled) => part switch
    {
        AnyFolders => Found(place, "*", notice).Where(below => new DirectoryInfo(below.Folder).LinkTarget is null && !(place.IsFound && filled.Has(place.Folder, Path.GetFileName(below.Folder))))
            .SelectMany(below => Folders(below, AnyFolders, notice, filled)).Prepend(place),
        _ when IsPattern(part) => Found(place, part, notice),
        _ => Readable(place, () => Exists(Path.Join(place.Folder, part)) ? [Path.Join(place.Folder, part)] : [], notice).Select(below => place with { Folder = below }),
    };

    private static IEnumerable<Place> Found(Place place, string pattern, Action<string>? notice) => Named(Directory.EnumerateDirectories, place, pattern, notice).Select(below => new Place(below, IsFound: true));

    // As in a shell, and in folders: what begins with a dot is hidden unless it is asked for.
    private static IEnumerable<string> Named(Func<string, IEnumerable<string>> list, Place place, string pattern, Action<string>? notice) => Readable(place, () => [.. list(place.Folder.Length == 0 ? "." : place.Folder)], notice)
        .Select(entry => Path.GetFileName(entry))
        .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) && (name[0] != '.' || pattern[0] == '.'))
        .Order(StringComparer.Ordinal)
        .Select(name => Path.Join(place.Folder, name));

    // What a star stands for may be somebody else's, or gone by now; what is spelled out is wanted.
    private static List<string> Readable(Place place, Func<List<string>> read, Action<string>? notice)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (place.IsFound && (error is UnauthorizedAccessException or DirectoryNotFoundException))
        {
            notice?.Invoke($"'{place.Folder}' is left out: {error.Message}");
            return [];
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UserErrorException($"the folder '{(place.Folder.Length == 0 ? "." : place.Folder)}' cannot be read: {error.Message}", error);
        }
    }

    // Directory.Exists says no as well where nobody is let in.
    private static bool Exists(string folder)
    {
        try
        {
            return File.GetAttributes(folder).HasFlag(FileAttributes.Directory);
        }
        catch (IOException)
        {
            return false;
        }
    }

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

    // A folder in which a pattern goes on, and whether a star stands for it or the user spelled it out.
    private readonly record struct Place(string Folder, bool IsFound);
}
