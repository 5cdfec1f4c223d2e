using Thelper.Config;
using Thelper.Torch.Serialization;

namespace Thelper.Sessions;

/// <summary>What one run wrote into the file system, so that it can be undone: files that were replaced come back, folders that were made go.</summary>
internal sealed class WrittenPaths
{
    private readonly Dictionary<string, byte[]?> files = [];
    private readonly List<string> folders = [];
    private readonly HashSet<string> owned = [];

    /// <summary>Writes a file, complete or not at all, and remembers what it replaces.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    public void Write(string path, Action<Stream> write)
    {
        files.TryAdd(path, File.Exists(path) ? InputFile.ReadAllBytes(path) : null);
        AtomicFile.Write(path, write);
    }

    /// <summary>Announces a file that this run will write itself, and remembers what it replaces.</summary>
    /// <param name="path">The file.</param>
    public void WillWrite(string path)
    {
        try
        {
            files.TryAdd(path, File.Exists(path) ? InputFile.ReadAllBytes(path) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserErrorException)
        {
            // What cannot be read cannot be brought back; a session can do without.
        }
    }

    /// <summary>Announces a folder that this run will create itself; one that is there already is not this run's.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="own">Whether nobody else writes there: it goes with its files.</param>
    public void WillCreate(string path, bool own)
    {
        if (!Directory.Exists(path))
        {
            Add(path, own);
        }
    }

    /// <summary>Creates a folder and those above it that are missing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="own">Whether nobody else writes there: it goes with its files.</param>
    /// <exception cref="UserErrorException">It cannot be created.</exception>
    public void Create(string path, bool own = false)
    {
        var missing = new Stack<string>();
        for (var at = path; !string.IsNullOrEmpty(at) && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            missing.Push(at);
        }

        try
        {
            foreach (var folder in missing)
            {
                Directory.CreateDirectory(folder);
                Add(folder, own && folder == path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot create the folder ({e.Message}).", e);
        }
    }

    /// <summary>Undoes everything.</summary>
    /// <param name="root">The folder that this run has for itself.</param>
    /// <param name="release">Gives that folder back: what it holds goes before, what is above it belongs to nobody and goes after.</param>
    public void Undo(string root, Action release)
    {
        foreach (var (file, before) in files)
        {
            if (before is null)
            {
                File.Delete(file);
            }
            else if (!IsUnchanged(file, before))
            {
                AtomicFile.Write(file, stream => stream.Write(before));
            }
        }

        var inside = folders.Where(folder => folder.StartsWith(root + '/', StringComparison.Ordinal)).ToList();
        Remove(inside);
        release();
        Remove(folders.Except(inside));
        files.Clear();
        folders.Clear();
        owned.Clear();
    }

    /// <summary>Brings a file back that this run replaced; one that it made stays.</summary>
    /// <param name="path">The file.</param>
    public void Restore(string path)
    {
        if (files.GetValueOrDefault(path) is { } before && !IsUnchanged(path, before))
        {
            AtomicFile.Write(path, stream => stream.Write(before));
        }
    }

    // A disk that is full may be why all is undone.
    private static bool IsUnchanged(string file, byte[] before) =>
        File.Exists(file) && new FileInfo(file).Length == before.Length && InputFile.ReadAllBytes(file).AsSpan().SequenceEqual(before);

    private void Add(string folder, bool own)
    {
        folders.Add(folder);
        if (own)
        {
            owned.Add(folder);
        }
    }

    private void Remove(IEnumerable<string> made)
    {
        foreach (var folder in made.Reverse().Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(folder, recursive: owned.Contains(folder));
            }
            catch (IOException)
            {
                // Not empty: something that this run did not make is in it.
            }
        }
    }
}
