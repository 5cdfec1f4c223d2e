using System.Globalization;
using Thelper.Config;

namespace Thelper.Sessions;

/// <summary>Where a new session goes: two runs are never mixed in one folder, and none is deleted.</summary>
/// <param name="Name">The session's name.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Replaces">Whether the session that the folder holds is to be moved aside first.</param>
internal sealed record NewSessionPlace(string Name, string Path, bool Replaces)
{
    /// <summary>Decides, asking where there is somebody to ask; changes nothing.</summary>
    /// <param name="name">The session's name in the configuration.</param>
    /// <param name="config">The configuration; its <c>overwrite</c> and <c>auto_version</c> count.</param>
    /// <param name="options">What the command line says.</param>
    /// <param name="root">The folder of sessions.</param>
    /// <param name="questions">Answers what is open.</param>
    /// <exception cref="UserErrorException">The folder holds a session, and nothing says what to do; it holds the data; or a name cannot name a folder.</exception>
    public static NewSessionPlace Choose(string name, ConfigSections config, NewSessionOptions options, string root, Questions questions)
    {
        var overwrites = options.Overwrite || config.Overwrite;
        if (overwrites && config.AutoVersion)
        {
            throw new UserErrorException("overwrite puts a new session in the place of an old one, auto_version beside it; keep one of them.");
        }

        if (options.NameSuffix is { } suffix)
        {
            name = Checked($"{name}{(suffix is ['-' or '_' or '.' or '+', ..] ? "" : "-")}{suffix}");
        }

        var path = System.IO.Path.Combine(root, name);
        if (!IsSession(path))
        {
            return New(name, path, config);
        }

        if (config.AutoVersion)
        {
            name = Checked(string.Create(CultureInfo.InvariantCulture, $"{name}-{LastVersion(root, name) + 1}"));
            return New(name, System.IO.Path.Combine(root, name), config);
        }

        RequireNoData(path, config);
        SessionLock.RequireFree(path);
        if (overwrites || questions.YesNo($"'{path}' holds a session already. Move it aside and begin anew?", bypass: false))
        {
            return new(name, path, Replaces: true);
        }

        if (questions.CanAsk && questions.Text("Which name should the new session have? (none: stop)", [], bypass: "", wayOut: "") is { Length: > 0 } other)
        {
            name = Checked(other);
            path = System.IO.Path.Combine(root, name);
            if (!IsSession(path))
            {
                return New(name, path, config);
            }
        }

        throw new UserErrorException(
            $"{path}: holds a session already, and two runs are not mixed. Go on with it (thelper resume {ShellWord.Of(path)}), give the new one another name (--name-suffix X, or name=...), "
            + "have it numbered (auto_version=true), or put it in the place of the old one, which is moved aside (--overwrite).");
    }

    /// <summary>Whether a folder holds a session, of this program or of the original: checkpoints, or a stored configuration.</summary>
    /// <param name="path">The folder, which need not exist.</param>
    public static bool IsSession(string path)
    {
        var logs = System.IO.Path.Combine(path, "logs");
        return Directory.Exists(System.IO.Path.Combine(path, "checkpoints"))
            || (Directory.Exists(path) && Directory.EnumerateFiles(path, "config.latest.*").Any())
            || (Directory.Exists(logs) && Directory.EnumerateFiles(logs, "config.*").Any());
    }

    /// <summary>The folder to which an old session is moved: a dated name beside it that is free.</summary>
    /// <param name="path">The old session's folder.</param>
    /// <param name="stamp">When the run that takes its place has started.</param>
    public static string Aside(string path, Logging.LogStamp stamp)
    {
        var dated = string.Create(CultureInfo.InvariantCulture, $"{path.TrimEnd('/')}.replaced-{stamp.Date:D8}-{stamp.Time:D6}");
        var free = dated;
        for (var i = 1; System.IO.Path.Exists(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{dated}-{i}");
        }

        return free;
    }

    private static NewSessionPlace New(string name, string path, ConfigSections config)
    {
        RequireNoData(path, config);
        return new(name, path, Replaces: false);
    }

    // Checkpoints and reports among the images would be taken for data, and a session that is moved aside would take the data with it.
    private static void RequireNoData(string path, ConfigSections config)
    {
        if (Directory.Exists(path) && config.Datasets is { } datasets && DataIn(path, datasets) is { } node)
        {
            throw new UserErrorException(
                $"{path}: cannot be the session's folder, because data lie in it ({node.Where}: '{node.Value}'); give the session another name (--name-suffix X, or name=...) or another save directory (-d DIR).");
        }
    }

    // The first text that names a file or folder there. Tasks and operations name classes and fields, and what is cached is made again.
    private static ConfigNode? DataIn(string path, ConfigNode node) => node.Value is string text
        ? text.Length > 0 && !text.Contains('\0') && System.IO.Path.Exists(text) && InnerPaths.IsInside(text, path) ? node : null
        : node.Items.Concat(node.Entries.Where(entry => entry.Key is not ("task" or "transforms" or "cache" or "class_names")).Select(entry => entry.Value)).Select(child => DataIn(path, child)).FirstOrDefault(found => found is not null);

    private static int LastVersion(string root, string name)
    {
        var last = 0;
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            var version = System.IO.Path.GetFileName(folder).AsSpan();
            if (version.StartsWith($"{name}-", StringComparison.Ordinal) && int.TryParse(version[(name.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                last = Math.Max(last, number);
            }
        }

        return last;
    }

    private static string Checked(string name) => FileName.FaultOf(name) is { } fault
        ? throw new UserErrorException($"the session's name {fault}; its folder is named after it.")
        : name;
}
