using System.Text;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Torch.Serialization;
using Thelper.Train;

namespace Thelper.Sessions;

/// <summary>
/// The folder of one session: <c>checkpoints/</c>, <c>logs/</c>, <c>output/&lt;name&gt;/</c>, <c>config.latest.json</c>.
/// Planned first, created only once everything else of the session proved usable.
/// </summary>
public sealed class SessionDirectory : IDisposable
{
    /// <summary>The name of the stored configuration.</summary>
    internal const string ConfigFile = SessionMarks.ConfigFile;

    private readonly WrittenPaths written = new();
    private readonly NewSessionPlace? place;
    private readonly ILogger? log;
    private SessionLock? owner;
    private string? aside;

    private SessionDirectory(string name, string path, NewSessionPlace? place, ILogger? log)
    {
        Name = name;
        Path = path;
        this.place = place;
        this.log = log;
    }

    /// <summary>The session's name.</summary>
    public string Name { get; }

    /// <summary>The session's folder, as the user spelled it (relative paths stay relative).</summary>
    public string Path { get; }

    /// <summary>When this run started; names the logs and output folders it makes.</summary>
    public LogStamp Stamp { get; } = LogStamp.Now();

    /// <summary>Whether a session that the folder holds is moved aside first.</summary>
    internal bool MovesAside => place is { Replaces: true };

    /// <summary>The folder of the checkpoints.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>The folder of the logs.</summary>
    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>The folder whose subfolders hold what each set (train, valid, test) produced.</summary>
    public string Output => System.IO.Path.Combine(Path, "output", Name);

    /// <summary>The session's name as the configuration gives it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="errors">Told when there is no name, or one that cannot name a folder.</param>
    /// <returns>The name; nothing after a mistake.</returns>
    public static string NameOf(ConfigSections config, ConfigErrors errors)
    {
        switch (config.Name)
        {
            case { Value: string name } node:
                return FileName.Check(node, "session", name, errors) ? name : "";
            case { } node:
                errors.Add(node, $"the session's name must be a text that can name a folder, not {node.Describe()} (put it in quotes)");
                return "";
            default:
                errors.Add(config.Root, "a session needs a name, for example \"name\": \"my-session\"");
                return "";
        }
    }

    /// <summary>Decides where a new session goes, asking what to do where that is open; creates nothing.</summary>
    /// <param name="name">The session's name in the configuration.</param>
    /// <param name="config">The configuration; its <c>output_root_dir</c>, <c>overwrite</c> and <c>auto_version</c> count.</param>
    /// <param name="root">The folder of sessions given by the caller; null when only the configuration can name it.</param>
    /// <param name="questions">Answers what is open.</param>
    /// <param name="log">Receives the chosen folders.</param>
    /// <param name="options">What is to become of a session that is there already; null for what the configuration says.</param>
    /// <returns>The planned folder.</returns>
    /// <exception cref="UserErrorException">The place cannot be used, or holds a session already and nothing says what to do.</exception>
    public static SessionDirectory Plan(
        string name, ConfigSections config, string? root, Questions questions, ILogger? log = null, NewSessionOptions? options = null)
    {
        root = Root(config, root, questions);
        RequireUsable(System.IO.Path.Combine(root, name));
        var place = NewSessionPlace.Choose(name, config, options ?? new(), root, questions);
        RequireUsable(place.Path);
        InnerPaths.RequireNoWayOut(place.Path);
        SessionLock.RequireFree(place.Path);
        log.Info($"output root directory = {root}");
        log.Info($"output session directory = {place.Path}");
        log.Info($"output logs directory = {System.IO.Path.Combine(place.Path, "logs")}");
        return new(place.Name, place.Path, place, log);
    }

    /// <summary>Decides where a resumed session goes on: in <paramref name="root"/> if given, else in the folder that holds its checkpoint.</summary>
    /// <param name="name">The session's name.</param>
    /// <param name="config">The configuration the session goes on with.</param>
    /// <param name="root">The folder of sessions given by the caller, or null.</param>
    /// <param name="checkpointPath">The checkpoint that was loaded.</param>
    /// <param name="questions">Answers what is open.</param>
    /// <param name="log">Receives the chosen folders.</param>
    /// <returns>The planned folder.</returns>
    /// <exception cref="UserErrorException">There is no such folder, or the user refused to replace the stored configuration.</exception>
    public static SessionDirectory PlanResume(
        string name, ConfigSections config, string? root, string checkpointPath, Questions questions, ILogger? log = null)
    {
        var path = root is null ? Enclosing(checkpointPath) : System.IO.Path.Combine(root, name);
        path ??= System.IO.Path.Combine(Root(config, null, questions), name);
        RequireUsable(path);
        InnerPaths.RequireNoWayOut(path);
        SessionLock.RequireFree(path);
        var stored = System.IO.Path.Combine(path, ConfigFile);
        if (File.Exists(stored) && InputFile.ReadAllText(stored) != ConfigWriter.ToJson(config.Root.ToPlain())
            && !questions.YesNo($"'{stored}' differs from the configuration of this run; replace it?", bypass: true))
        {
            throw new UserErrorException($"{stored}: kept as it is; run again with a matching configuration or another save directory.");
        }

        log.Info($"output session directory = {path}");
        log.Info($"output logs directory = {System.IO.Path.Combine(path, "logs")}");
        return new(name, path, place: null, log);
    }

    /// <summary>Decides where an inference goes: beside others of its name, whose files it replaces where they have the same name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="root">The folder that holds its folder.</param>
    /// <param name="log">Receives the chosen folders.</param>
    /// <returns>The planned folder.</returns>
    /// <exception cref="UserErrorException">The place cannot be used.</exception>
    internal static SessionDirectory PlanInference(string name, string root, ILogger? log = null) => PlanShared(name, root, log);

    /// <summary>Decides where a session goes that is begun once and then goes on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="config">The configuration; its <c>output_root_dir</c> counts.</param>
    /// <param name="root">The folder of sessions given by the caller; null when only the configuration can name it.</param>
    /// <param name="questions">Answers what is open.</param>
    /// <param name="log">Receives the chosen folders.</param>
    /// <exception cref="UserErrorException">The place cannot be used.</exception>
    internal static SessionDirectory PlanOngoing(string name, ConfigSections config, string? root, Questions questions, ILogger? log = null) =>
        PlanShared(name, Root(config, root, questions), log);

    private static SessionDirectory PlanShared(string name, string root, ILogger? log)
    {
        var path = System.IO.Path.Combine(root, name);
        RequireUsable(path);
        InnerPaths.RequireNoWayOut(path);
        SessionLock.RequireFree(path);
        log.Info($"output session directory = {path}");
        log.Info($"output logs directory = {System.IO.Path.Combine(path, "logs")}");
        return new(name, path, place: null, log);
    }

    /// <summary>The session folder in which a checkpoint lies: the nearest of its folder and that folder's parent which contains <c>logs</c>.</summary>
    /// <param name="checkpointPath">A checkpoint file or a folder.</param>
    /// <returns>The folder; null if neither contains <c>logs</c>.</returns>
    public static string? Enclosing(string checkpointPath)
    {
        var folder = Directory.Exists(checkpointPath) ? checkpointPath : System.IO.Path.GetDirectoryName(checkpointPath);
        folder = string.IsNullOrEmpty(folder) ? "." : folder.TrimEnd('/');
        if (Directory.Exists(System.IO.Path.Combine(folder, "logs")))
        {
            return folder;
        }

        var parent = folder is "." ? ".." : System.IO.Path.GetDirectoryName(folder);
        parent = string.IsNullOrEmpty(parent) ? "." : parent;
        return Directory.Exists(System.IO.Path.Combine(parent, "logs")) ? parent : null;
    }

    /// <summary>Takes the folder for this run (<see cref="SessionLock"/>), creates what belongs in it and stores the configuration.</summary>
    /// <param name="config">The configuration, with overrides applied; null to store none.</param>
    /// <param name="forTraining">Whether the session makes checkpoints and outputs.</param>
    /// <exception cref="UserErrorException">The folder cannot be made, or another run has it, or has made a session in it meanwhile.</exception>
    public void Create(ConfigNode? config, bool forTraining = true)
    {
        if (place is { Replaces: true } && NewSessionPlace.IsSession(Path))
        {
            MoveAside();
        }

        Take();
        if (place is not null && NewSessionPlace.IsSession(Path))
        {
            throw new UserErrorException($"{Path}: another run has made a session here meanwhile; start again, under another name or with \"auto_version\": true.");
        }

        written.Create(Logs, own: true);
        if (forTraining)
        {
            written.Create(Checkpoints, own: true);
            written.Create(Output);
            written.WillWrite(System.IO.Path.Combine(Output, MetricsTable.FileName));
            written.WillWrite(System.IO.Path.Combine(Output, MetricsTable.ChartName));
        }

        RemoveOrphans();

        if (config is not null)
        {
            WriteText(System.IO.Path.Combine(Path, ConfigFile), ConfigWriter.ToJson(config.ToPlain()));
        }
    }

    /// <summary>Keeps the configuration of this run beside those of others, among the logs.</summary>
    /// <param name="config">The configuration, with overrides applied.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public void RecordConfiguration(ConfigNode config) => WriteText(System.IO.Path.Combine(Logs, $"config.{Stamp}.json"), ConfigWriter.ToJson(config.ToPlain()));

    /// <summary>The output folder of one set, <c>train-&lt;stamp&gt;</c> or only <c>train</c>; not created.</summary>
    /// <param name="set"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <param name="outputRoot">The folder that replaces <see cref="Output"/>, or null.</param>
    /// <param name="unique">Whether the name carries the stamp of this run.</param>
    /// <returns>The path.</returns>
    public string OutputOf(string set, string? outputRoot, bool unique)
        => System.IO.Path.Combine(outputRoot ?? Output, unique ? $"{set}-{Stamp}" : set);

    /// <summary>Writes a file of the session, complete or not at all, and remembers what it replaces.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    public void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file of the session, complete or not at all, and remembers what it replaces.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    public void Write(string path, Action<Stream> write) => written.Write(path, write);

    /// <summary>
    /// Announces a folder that this run will create, so that <see cref="RollBack"/> removes it: with its files if it lies in the session's folder, where nobody else writes;
    /// elsewhere, where other sessions may have their outputs too, only if it is empty.
    /// </summary>
    /// <param name="path">The folder.</param>
    public void WillCreate(string path) => written.WillCreate(path, own: path.StartsWith(Path + '/', StringComparison.Ordinal));

    /// <summary>
    /// Undoes what this run wrote: files that it replaced come back; folders that it made for itself (logs, checkpoints, outputs of this run) go with
    /// their files, all others, which other runs may use by now, only when they are empty. The session's folder is given back; a session that was moved aside
    /// for this one takes its place again.
    /// </summary>
    public void RollBack()
    {
        written.Undo(Path, release: Dispose);
        PutBack();
    }

    /// <summary>Brings back the table of metrics and its chart, where this run goes on with a session and has saved no epoch that its rows belong to.</summary>
    internal void PutTableBack()
    {
        foreach (var name in new[] { MetricsTable.FileName, MetricsTable.ChartName })
        {
            var file = System.IO.Path.Combine(Output, name);
            try
            {
                written.Restore(file);
            }
            catch (Exception error) when (Spared.IsRefusal(error))
            {
                log.Warn($"{file}: tells of epochs that are not saved, and cannot be brought back as it was ({error.Message.TrimEnd('.')})");
            }
        }
    }

    /// <summary>Gives the session's folder back to other runs.</summary>
    public void Dispose()
    {
        owner?.Dispose();
        owner = null;
    }

    // One rename: whoever is killed here leaves the old session whole, under one name or the other. While it moves, nobody goes on with it.
    private void MoveAside()
    {
        using var old = SessionLock.Take(Path);
        RemoveOrphans();
        var target = NewSessionPlace.Aside(Path, Stamp);
        try
        {
            Directory.Move(Path, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{Path}: the session that is here cannot be moved to '{target}' ({e.Message}); give another name or save directory.", e);
        }

        aside = target;
        old.MoveTo(target);
        log.Info($"the session that was here is kept as '{target}'");
    }

    private void PutBack()
    {
        if (aside is null)
        {
            return;
        }

        if (System.IO.Path.Exists(Path))
        {
            log.Warn($"the session that was in '{Path}' is still in '{aside}': something else is in its place by now");
        }
        else
        {
            Directory.Move(aside, Path);
            log.Info($"the session that was moved aside is in '{Path}' again");
        }

        aside = null;
    }

    // Temporary files of runs that died while they wrote: nobody else writes here now.
    private void RemoveOrphans()
    {
        foreach (var folder in new[] { Path, Logs, Checkpoints, Output }.Where(Directory.Exists))
        {
            AtomicFile.RemoveOrphans(folder, recursive: folder == Output);
        }
    }

    // Another run that fails may remove the folder, empty as it is, before this one has it.
    private void Take()
    {
        const int tries = 5;
        for (var i = 1; owner is null; i++)
        {
            written.Create(Path);
            try
            {
                owner = SessionLock.Take(Path);
            }
            catch (UserErrorException) when (i < tries && !Directory.Exists(Path))
            {
                // Gone: once more.
            }
        }
    }

    private static string Root(ConfigSections config, string? given, Questions questions)
    {
        var configured = config.OutputRootDir;
        if (configured is { Length: 0 })
        {
            throw new UserErrorException("output_root_dir: names no folder: it is empty, as a variable that is not set; give a folder, or leave it out.");
        }

        if (configured is not null && given is not null && System.IO.Path.GetFullPath(configured) != System.IO.Path.GetFullPath(given))
        {
            var choice = questions.Text(
                $"The configuration says '{configured}' and the command line '{given}'. Which root holds the session?", ["config", "cli"], "config", "");
            return choice == "config" ? configured : given;
        }

        return configured ?? given ?? questions.Text("Which folder should hold the session?", [], null, "give a save directory (-d DIR)");
    }

    private static void RequireUsable(string path)
    {
        for (var at = path; !string.IsNullOrEmpty(at); at = System.IO.Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
            {
                throw new UserErrorException($"{path}: cannot be the session directory, because '{at}' is a file; give another save directory.");
            }
        }
    }
}
