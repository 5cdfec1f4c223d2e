using Thelper.Config;
using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Torch;

namespace Thelper.Sessions;

/// <content>Packing a split into an archive.</content>
public static partial class Session
{
    private static readonly string[] SplitKeys = ["compression", "archive_name"];

    /// <summary>Splits the datasets of a configuration and packs the sets into one HDF5 archive in the session's folder.</summary>
    /// <param name="configPath">The configuration file, with the sections <c>datasets</c>, <c>loaders</c> and, optionally, <c>split</c>.</param>
    /// <param name="saveDir">The folder in which the session's folder is made; null when the configuration names it.</param>
    /// <param name="environment">Log, questions, progress, stop.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <returns>The archive's path.</returns>
    /// <exception cref="UserErrorException">A mistake of the user; no file is left behind.</exception>
    /// <exception cref="Logging.SessionInterruptedException">The user stopped the session; there is no archive.</exception>
    public static string Split(string configPath, string? saveDir, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        using var scope = torch.NewDisposeScope();
        environment.Log.For("thelper").Debug($"parsing config at '{configPath}'");
        var config = ConfigLoader.Load(configPath, overrides);
        var log = environment.Log.For("thelper.cli.split_data");
        var questions = environment.Questions.Unless(config.Get("bypass_queries")?.Value is true);
        var name = SessionDirectory.NameOf(config);
        var errors = new ConfigErrors();
        ConfigSections.Check(config, errors);
        TypeRegistry.Default.Warning = environment.Log.For("thelper.utils").Warn;
        TypeRegistry.Default.AddSearchFolders(config, errors);
        var (compression, archiveName) = ReadSplit(config, name, errors);
        var directory = SessionDirectory.Plan(config, saveDir, questions, environment.Log.For("thelper.utils.get_save_dir"));
        log.Info($"creating new dataset split session '{name}'...");
        environment.Log.For("thelper.data").Info($"created data log for session '{name}'");
        var loaders = Loaders.Create(config, environment.Log.For, errors);
        Archive.ReadCompression(loaders.Task, compression);
        if (!loaders.Options.SkipVerif)
        {
            SplitLog.Verify(loaders, directory.Logs, question => questions.YesNo(question, bypass: false));
        }

        var done = false;
        try
        {
            directory.Create(config, forTraining: false);
            environment.Log.OpenSessionFiles(directory.Logs, dataOnly: true);
            SplitLog.Write(loaders, directory.Logs, directory.Name, directory.Stamp.ToString(), VersionText);
            var path = Path.Combine(directory.Path, archiveName);
            log.Debug($"session will be saved at '{directory.Path}'");
            log.Info($"packing the split into '{path}'");
            var info = new ArchiveInfo(directory.Stamp.ToString(), CheckpointWriter.Revision.Value, Checkpoint.CompatibleVersion, config.ToPlain());
            Archive.Create(path, loaders.Task, loaders.Train, loaders.Valid, loaders.Test, info, compression, environment.Progress, environment.Stop);
            log.Info("all done");
            done = true;
            return path;
        }
        finally
        {
            environment.Log.CloseSessionFiles();
            if (!done)
            {
                directory.RollBack();
            }
        }
    }

    private static (ConfigNode? Compression, string ArchiveName) ReadSplit(ConfigNode config, string name, ConfigErrors errors)
    {
        var fallback = $"{Path.GetFileName(name)}.hdf5";
        if (config.Get("split") is not { Kind: not ConfigKind.Null } section)
        {
            return (null, fallback);
        }

        if (section.Kind != ConfigKind.Map)
        {
            errors.Add(section, $"expected a map with 'compression' and 'archive_name', got {section.Describe()}");
            return (null, fallback);
        }

        foreach (var (key, value) in section.Entries)
        {
            if (!SplitKeys.Contains(key))
            {
                errors.Add(value, $"unknown key; the split section has 'compression' and 'archive_name'");
            }
        }

        var archive = section.Get("archive_name");
        if (archive is not null && (archive.Value is not string file || file.Length == 0 || Path.GetFileName(file) != file))
        {
            errors.Add(archive, $"expected a file name, got {archive.Describe()}; the archive lies in the session's folder");
        }

        var compression = section.Get("compression");
        return (compression is { Kind: ConfigKind.Null } ? null : compression, archive?.Value as string ?? fallback);
    }
}
