using Thelper.Config;

namespace Thelper.Sessions;

/// <summary>Where configurations of sessions lie, and the folders that they have written into.</summary>
internal static class StoredPlaces
{
    /// <summary>The session's folder that a configuration file lies in: such a file was written by a session, perhaps a stranger's.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The folder; null for a file of the user's own.</returns>
    public static string? SessionOf(string path) => HolderOf(path) ?? HolderOf(InnerPaths.Real(path));

    /// <summary>The session's folder that the file of a configuration's data sets lies in.</summary>
    /// <param name="config">The configuration.</param>
    /// <returns>The folder; null for data sets that stand in the configuration, or in a file of the user's own.</returns>
    public static string? SessionOfData(ConfigSections config)
        => config.Datasets?.Value is string { Length: > 0 } path && !path.Contains('\0', StringComparison.Ordinal) ? SessionOf(path) : null;

    private static string? HolderOf(string path)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(path)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, SessionDirectory.ConfigFile)))
            {
                return folder;
            }
        }

        return null;
    }

    /// <summary>What a configuration writes into outside of folders; what the command line says is not counted.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="folders">The folders.</param>
    /// <returns>Paths.</returns>
    public static List<string> WritesOutside(ConfigSections config, params string?[] folders)
    {
        List<ConfigNode?> places = [config.Trainer?.Get("output_dir"), config.Loaders?.Get("cache")?.Get("folder")];
        if (config.Datasets is { } datasets)
        {
            AddDownloads(Content(datasets), places);
        }

        return Outside(places, folders);
    }

    /// <summary>The configuration's folder of sessions, if it lies outside of folders.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="folders">The folders.</param>
    /// <returns>The path, or nothing.</returns>
    public static List<string> RootOutside(ConfigSections config, params string?[] folders)
        => Outside([ConfigSections.NameIn(config.Root, "output_root_dir") is { } key ? config.Root.Get(key) : null], folders);

    private static List<string> Outside(IEnumerable<ConfigNode?> places, string?[] folders)
    {
        var named = folders.OfType<string>().ToList();
        return
        [
            .. places.Where(node => node is not null && node.File != ConfigOverrides.Place).Select(node => node!.Value).OfType<string>()
                .Where(path => path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) && !named.Exists(folder => InnerPaths.IsInside(path, folder))),
        ];
    }

    // Data sets that are fetched: into their root.
    private static void AddDownloads(ConfigNode node, List<ConfigNode?> places)
    {
        if (node.Get("download") is { } wish && wish.Value is not (null or false) && node.Get("root") is { } root)
        {
            places.Add(root);
        }

        foreach (var child in node.Entries.Select(entry => entry.Value).Concat(node.Items))
        {
            AddDownloads(child, places);
        }
    }

    // The section may be the path of a file; one that cannot be read is reported where it is needed.
    private static ConfigNode Content(ConfigNode datasets)
    {
        try
        {
            return datasets.Value is string path ? ConfigLoader.ParseFile(path) : datasets;
        }
        catch (UserErrorException)
        {
            return datasets;
        }
    }
}
