using Thelper.Config;

namespace Thelper.Infer;

/// <summary>A folder of PNG files under the names of the pictures that they belong to; pictures of one name in several folders get a number. Earlier results (<see cref="ResultMark"/>) are replaced, but not among the pictures; nothing else is.</summary>
/// <param name="folder">The folder; it is made with the first file.</param>
/// <param name="pictures">Folders of pictures that are yet to come; those whose files are written are added.</param>
/// <param name="streams">Whether names of pictures come while files are written: any other file that is there already may be one of them, which a message says.</param>
internal sealed class OutputFolder(string folder, IEnumerable<string>? pictures = null, bool streams = false)
{
    private readonly Dictionary<string, string> real = [];
    private readonly HashSet<string> sources = [.. (pictures ?? []).Select(InnerPaths.Real)];
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    // The number with which the search for a free name goes on: a hundred thousand pictures may be called alike.
    private readonly Dictionary<string, int> next = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the file of a picture; it is there in the end, complete, or not at all.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="write">Writes it.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public string Write(string picture, Action<Stream> write)
    {
        var name = NameOf(picture);
        var file = Path.Join(folder, name);
        sources.UnionWith(FoldersOf(picture).Select(Known));
        if (File.Exists(file) && sources.Contains(FolderOf(file)))
        {
            throw new UserErrorException($"{file}: is there already, in a folder of the pictures, and may be one of them; it is not replaced. Name another folder.");
        }

        if (File.Exists(file) && !ResultMark.IsOn(file))
        {
            throw new UserErrorException(streams
                ? $"{file}: is there already, and may be a picture whose name is yet to come from standard input: it does not say that 'thelper infer' made it; it is not replaced. Name another folder, or an empty one."
                : $"{file}: is there already, and does not say that 'thelper infer' made it; it is not replaced. Remove it if it is a result, or name another folder.");
        }

        // Not after the picture, whose name may fill what a file system allows.
        var temporary = Path.GetFullPath(Path.Join(folder, $".{Path.GetRandomFileName()}.tmp"));
        var isThere = false;
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                isThere = true;
                write(stream);
            }

            File.Move(temporary, file, overwrite: true);
            isThere = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot be written: {error.Message.Replace(temporary, file, StringComparison.Ordinal)}", error);
        }
        finally
        {
            if (isThere)
            {
                names.Remove(name);
                File.Delete(temporary);
            }
        }

        return file;
    }

    /// <summary>The folders that a picture lies in: that of its name, and, where this is a link, that of the file that it leads to.</summary>
    /// <param name="picture">The picture.</param>
    public static IEnumerable<string> FoldersOf(string picture)
    {
        yield return Path.GetDirectoryName(Path.GetFullPath(picture))!;
        if (new FileInfo(picture).LinkTarget is not null)
        {
            yield return Path.GetDirectoryName(InnerPaths.Real(picture))!;
        }
    }

    /// <summary>Whether a file was written here: it is a result, and no picture of the user's.</summary>
    /// <param name="file">The file, by any name.</param>
    public bool Wrote(string file)
    {
        var path = InnerPaths.Real(file);
        return names.TryGetValue(Path.GetFileName(path), out var name) && path == Path.Join(FolderOf(Path.Join(folder, name)), name);
    }

    /// <summary>Takes a name for the file of a picture, which no other has.</summary>
    /// <param name="picture">The picture.</param>
    internal string NameOf(string picture)
    {
        var stem = Path.GetFileNameWithoutExtension(picture);
        var name = stem + ".png";
        var number = next.GetValueOrDefault(stem, 2);
        while (!names.Add(name))
        {
            name = FormattableString.Invariant($"{stem}-{number++}.png");
        }

        next[stem] = number;
        return name;
    }

    // Without links: the pictures may be reached by another name.
    private string FolderOf(string file) => Known(Path.GetDirectoryName(Path.GetFullPath(file))!);

    private string Known(string name) => real.TryGetValue(name, out var known) ? known : real[name] = InnerPaths.Real(name);
}
