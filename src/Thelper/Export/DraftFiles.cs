namespace Thelper.Export;

/// <summary>Files that are written beside their places, each in a folder of its own, and move there together once all are known to be good; else nothing is left of them.</summary>
internal sealed class DraftFiles : IDisposable
{
    private const int MostTries = 10;
    private readonly List<(string Folder, string Final)> drafts = [];
    private string? former;

    /// <summary>Where a file is written for now, under its own name: what it names beside it is found there, too.</summary>
    /// <param name="path">Its place.</param>
    /// <exception cref="UserErrorException">Nothing can be written there.</exception>
    public string Of(string path)
    {
        var home = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var folder = Path.Combine(home, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be written: {Reason(e, path, folder)}", e);
        }

        drafts.Add((folder, home));
        return Path.Combine(folder, Path.GetFileName(path));
    }

    /// <summary>Says that a file, one at most, belongs to one that is replaced: it goes with it unless a new one takes its place.</summary>
    /// <param name="path">Its place; nothing need be there.</param>
    public void Former(string path) => former = Path.GetFullPath(path);

    /// <summary>Moves all files to their places, replacing what is there. What a file names comes before it.</summary>
    /// <exception cref="UserErrorException">A file cannot be moved, or what belonged to a former one cannot be removed: what was there before is there again.</exception>
    public void Publish()
    {
        var moves = drafts.SelectMany(draft => Directory.GetFiles(draft.Folder).OrderByDescending(file => file.Length).Select(file => (File: file, Target: Path.Combine(draft.Final, Path.GetFileName(file))))).ToList();

        // Found out before anything has moved.
        if (moves.GroupBy(move => move.Target, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw new UserErrorException($"{twice}: two files would have this name, and one of them would be lost", new IOException("two files of one name"));
        }

        if (moves.Find(move => Directory.Exists(move.Target)) is { Target: { } taken })
        {
            throw new UserErrorException($"{taken}: cannot be written: it is a folder", new IOException("it is a folder"));
        }

        // To copy a pipe would be to wait for its writer.
        if (moves.Find(move => InputFile.Refusal(move.Target) is not null) is { Target: { } special })
        {
            throw new UserErrorException($"{special}: cannot be written: it {InputFile.Refusal(special)?.Split(';')[0]}", new IOException("it is no regular file"));
        }

        var old = File.Exists(former) && !moves.Exists(move => move.Target == former) ? former : null;
        var done = new Stack<(string Target, string Before, string? Link)>();
        foreach (var (file, target) in moves)
        {
            try
            {
                // Each file takes the other's place in one step, so that whoever is killed here leaves one of the two; the copy is for several of which a later one fails. A link is replaced itself, and may lead nowhere.
                var (before, link) = ($"{file}.before", new FileInfo(target).LinkTarget);
                if ((moves.Count > 1 || old is not null) && link is null && File.Exists(target))
                {
                    File.Copy(target, before);
                }

                File.Move(file, target, overwrite: true);
                done.Push((target, before, link));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                TakeBack(done);
                throw new UserErrorException($"{target}: cannot be written: {Reason(e, target, $"{file}.before", file)}", e);
            }
        }

        try
        {
            if (old is not null)
            {
                File.Delete(old);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBack(done);
            throw new UserErrorException($"{old}: belongs to the former file and cannot be removed: {e.Message}", e);
        }
    }

    // Drafts have names that nobody has given.
    private static string Reason(Exception e, string path, params string[] drafts) =>
        drafts.Aggregate(e.Message, (text, draft) => text.Replace($" : '{draft}'", "", StringComparison.Ordinal).Replace(draft, path, StringComparison.Ordinal));

    /// <summary>Removes a folder into which another thread may still be writing.</summary>
    /// <param name="folder">The folder; it need not be there.</param>
    internal static void RemoveInUse(string folder)
    {
        // Who still writes does not find it under another name; folders in it are made anew with it.
        var aside = folder + ".aside";
        for (var tries = 0; tries < MostTries && Directory.Exists(folder); tries++)
        {
            Directory.Move(folder, aside);
            Directory.Delete(aside, recursive: true);
        }
    }

    private static void TakeBack(IEnumerable<(string Target, string Before, string? Link)> done)
    {
        foreach (var (target, before, link) in done)
        {
            if (link is not null)
            {
                File.Delete(target);
                File.CreateSymbolicLink(target, link);
            }
            else if (File.Exists(before))
            {
                File.Move(before, target, overwrite: true);
            }
            else
            {
                File.Delete(target);
            }
        }
    }

    /// <summary>Removes all drafts while another thread may still be writing them: the process ends.</summary>
    public void Abandon()
    {
        foreach (var (folder, _) in drafts.ToArray())
        {
            RemoveInUse(folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (folder, _) in drafts)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
