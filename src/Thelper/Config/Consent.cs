namespace Thelper.Config;

/// <summary>
/// What checkpoints and sessions that came from somewhere else may do here: run code of the files that they name, and write outside the folders that the
/// user named. Nothing, unless the user agrees, now or earlier (<see cref="TrustStore"/>).
/// </summary>
/// <remarks>The files that the user's own configuration names are the user's own; a checkpoint may name them too.</remarks>
public sealed class Consent
{
    private const string Write = "write";
    private readonly Lock gate = new();
    private readonly HashSet<(string Path, string Digest)> used = [];
    private readonly HashSet<string> own = [];
    private readonly HashSet<(string Folder, string Path, string What)> granted = [];
    private readonly bool trusts;
    private readonly Func<string, bool> ask;
    private readonly Action<string>? notice;
    private string? refusal;

    /// <summary>Creates the consent of one run.</summary>
    /// <param name="trusts">Whether the user has said so beforehand, with <c>--trust</c>.</param>
    /// <param name="ask">Asks the user, who says yes or no; null where nobody can be asked.</param>
    /// <param name="notice">Receives sentences for the log.</param>
    public Consent(bool trusts = false, Func<string, bool>? ask = null, Action<string>? notice = null)
    {
        this.trusts = trusts;
        this.ask = ask ?? (static _ => false);
        this.notice = notice;
    }

    /// <summary>The folder for which consent to a file is asked: its own; for a session's checkpoints, the session's.</summary>
    /// <param name="file">A checkpoint, an archive or a stored configuration.</param>
    public static string FolderOf(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        return Path.GetFileName(folder) == SessionMarks.Checkpoints ? Path.GetDirectoryName(folder) ?? "/" : folder;
    }

    /// <summary>Remembers that a session may do what it did in this run, because the user started it.</summary>
    /// <param name="folder">The session's folder.</param>
    /// <param name="writes">Folders outside that it writes into.</param>
    public void Remember(string folder, IEnumerable<string> writes)
    {
        // Several data sets may be fetched into one folder.
        var permissions = writes.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).ToDictionary(path => path, _ => Write);
        lock (gate)
        {
            foreach (var (path, digest) in used)
            {
                permissions[path] = digest;
            }
        }

        Store(folder, permissions);
    }

    /// <summary>Notes files that the user's own configuration or command line names.</summary>
    internal void Own(IEnumerable<CodeFile> files)
    {
        lock (gate)
        {
            own.UnionWith(files.Select(file => file.Path));
        }
    }

    /// <summary>The gate that every file of code passes before it is compiled or loaded.</summary>
    /// <param name="receivedIn">The folder of the session or checkpoint that names it; null for the user's own configuration.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="UserErrorException">The user does not agree.</exception>
    internal void Admit(string? receivedIn, CodeFile file)
    {
        if (receivedIn is not null)
        {
            Request(receivedIn, [file], []);
        }

        lock (gate)
        {
            used.Add((file.Path, file.Digest));
        }
    }

    /// <summary>Asks for everything that a session wants at once.</summary>
    /// <param name="folder">The session's folder.</param>
    /// <param name="files">The code that it names.</param>
    /// <param name="writes">The folders that it wants to write into.</param>
    /// <exception cref="UserErrorException">The user does not agree.</exception>
    internal void Request(string folder, IReadOnlyList<CodeFile> files, IReadOnlyList<string> writes)
    {
        folder = Path.GetFullPath(folder).TrimEnd('/');
        lock (gate)
        {
            var wanted = files.Where(file => !own.Contains(file.Path)).Select(file => (file.Path, What: file.Digest)).Concat(writes.Select(path => (Path: Path.GetFullPath(path), What: Write)))
                .Distinct().Where(one => !granted.Contains((folder, one.Path, one.What))).ToList();
            if (wanted.Count == 0)
            {
                return;
            }

            var known = TrustStore.Read(folder);
            var open = wanted.Where(one => known.GetValueOrDefault(one.Path) != one.What).ToList();
            if (open.Count > 0)
            {
                Decide(folder, [.. open.Select(one => Describe(one.Path, one.What, known.ContainsKey(one.Path)))]);
                Store(folder, open.ToDictionary(one => one.Path, one => one.What));
            }

            granted.UnionWith(wanted.Select(one => (folder, one.Path, one.What)));
        }
    }

    private static string Describe(string path, string what, bool changed)
    {
        var shown = PrintableText.Line(path);
        var target = InnerPaths.Real(path) is var real && real != path ? $", which is {PrintableText.Line(real)}" : "";
        return what == Write
            ? $"  writes into {shown}{target}"
            : $"  runs code of {shown}{target} (SHA-256 {what[..16]}...{(changed ? ", changed since you agreed" : "")})";
    }

    private void Decide(string folder, IReadOnlyList<string> wishes)
    {
        // Whoever said no is not asked again, however often the file comes up.
        if (refusal is not null)
        {
            throw new UserErrorException(refusal);
        }

        var said = $"{PrintableText.Line(folder)}: what lies there came from a session, which may be a stranger's. It\n{string.Join('\n', wishes)}\nCode runs with all your rights.";
        if (trusts)
        {
            notice?.Invoke($"trusted, as --trust says: {said}");
        }
        else if (!ask($"{said} Do you trust it?"))
        {
            refusal = $"{said} Nothing of it was run. Look at it, then say --trust, or name a configuration of your own.";
            throw new UserErrorException(refusal);
        }
    }

    private void Store(string folder, Dictionary<string, string> permissions)
    {
        if (permissions.Count == 0)
        {
            return;
        }

        try
        {
            TrustStore.Add(folder, permissions);
        }
        catch (UserErrorException error)
        {
            notice?.Invoke($"that you trust '{folder}' cannot be remembered ({error.Message}); you will be asked again");
        }
    }
}
