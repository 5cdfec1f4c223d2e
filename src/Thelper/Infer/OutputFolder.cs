namespace Thelper.Infer;

/// <summary>A folder of PNG files under the names of the pictures that they belong to; pictures of one name in several folders get a number. What is there already is replaced, but not among the pictures.</summary>
/// <param name="folder">The folder; it is made with the first file.</param>
internal sealed class OutputFolder(string folder)
{
    private readonly HashSet<string> sources = [];
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the file of a picture; it is there in the end, complete, or not at all.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="write">Writes it.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public string Write(string picture, Action<Stream> write)
    {
        var stem = Path.GetFileNameWithoutExtension(picture);
        var name = stem + ".png";
        for (var i = 2; !names.Add(name); i++)
        {
            name = FormattableString.Invariant($"{stem}-{i}.png");
        }

        var file = Path.Join(folder, name);
        sources.Add(FolderOf(picture));
        if (sources.Contains(FolderOf(file)) && File.Exists(file))
        {
            throw new UserErrorException($"{file}: is there already, in a folder of the pictures, and may be one of them; it is not replaced. Name another folder.");
        }

        // Not after the picture, whose name may fill what a file system allows.
        var temporary = Path.Join(folder, $".{Path.GetRandomFileName()}.tmp");
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
            throw new UserErrorException($"{file}: cannot be written: {error.Message}", error);
        }
        finally
        {
            if (isThere)
            {
                File.Delete(temporary);
            }
        }

        return file;
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;
}
