using System.IO.Enumeration;
using Thelper.Data.Datasets;
using Thelper.Vision.Formats;

namespace Thelper.Infer;

/// <summary>Finds the pictures that a user names: files, folders, patterns, lists, standard input. They come in the order of the names; those of a folder or pattern sorted.</summary>
internal static class ImagePaths
{
    private const string StandardInput = "-";
    private static readonly string[] Lists = [".txt", ".lst"];

    /// <summary>The pictures, listed as they are asked for; what was named is looked at before the first.</summary>
    /// <param name="named">Image files; folders, walked with all folders in them; patterns with <c>*</c> and <c>?</c> in the last part of a path; text files with a path in each line,
    /// relative to them; <c>-</c> for such lines from standard input, relative to the current folder.</param>
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
            return FolderEntries.IsImage(name) || IsList(name) ? null : $"{name}: is no picture ({FolderEntries.ImageEndings}) and no list of pictures ({string.Join(", ", Lists)})";
        }

        if (!IsPattern(name))
        {
            return $"{name}: does not exist";
        }

        return Directory.Exists(FolderOf(name)) && Matches(name).Any() ? null : $"{name}: no picture has such a name";
    }

    private static IEnumerable<string> Expand(string name, TextReader? input, Action<string>? notice) =>
        name == StandardInput ? Lines(input!)
        : Directory.Exists(name) ? Walk(name, notice)
        : !File.Exists(name) ? Matches(name)
        : IsList(name) ? Listed(name)
        : [name];

    private static bool IsList(string name) => Lists.Contains(Path.GetExtension(name).ToLowerInvariant());

    private static bool IsPattern(string name) => Path.GetFileName(name.AsSpan()).ContainsAny('*', '?');

    private static string FolderOf(string pattern) => Path.GetDirectoryName(pattern) is { Length: > 0 } folder ? folder : ".";

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

    private static IEnumerable<string> Matches(string pattern) => Directory.EnumerateFiles(FolderOf(pattern))
        .Where(file => FileSystemName.MatchesSimpleExpression(Path.GetFileName(pattern), Path.GetFileName(file), ignoreCase: false) && FolderEntries.IsImage(file))
        .Order(StringComparer.Ordinal)
        .Select(file => Path.GetDirectoryName(pattern) is { Length: > 0 } folder ? Path.Join(folder, Path.GetFileName(file)) : Path.GetFileName(file));

    private static IEnumerable<string> Listed(string list)
    {
        var folder = Path.GetDirectoryName(list) ?? "";
        return TextLines.Read(list).Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => Path.IsPathRooted(line) ? line : Path.Join(folder, line));
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
