using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Loading;
using Thelper.Logging;

namespace Thelper.Sessions;

/// <content>Packing a split into an archive.</content>
public static partial class Session
{
    /// <summary>Splits the datasets of a configuration and packs the sets into one HDF5 archive in the session's folder.</summary>
    /// <param name="configPath">The configuration file, with the sections <c>datasets</c>, <c>loaders</c> and, optionally, <c>split</c>.</param>
    /// <param name="saveDir">The folder in which the session's folder is made; null when the configuration names it.</param>
    /// <param name="environment">Log, questions, progress, stop.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <param name="options">What becomes of a session that is there already; null for what the configuration says.</param>
    /// <returns>The archive's path.</returns>
    /// <exception cref="UserErrorException">A mistake of the user; no file is left behind.</exception>
    /// <exception cref="Logging.SessionInterruptedException">The user stopped the session; there is no archive.</exception>
    public static string Split(string configPath, string? saveDir, SessionEnvironment environment, IReadOnlyList<string>? overrides = null, NewSessionOptions? options = null)
    {
        using var opening = SessionOpening.Open(configPath, overrides, _ => SessionNeeds.Data, environment, saveDir);
        var log = environment.Log.For("thelper.cli.split_data");
        var directory = opening.PlanDirectory(saveDir, options);
        log.Info($"creating new dataset split session '{directory.Name}'...");
        environment.Log.For("thelper.data").Info($"created data log for session '{directory.Name}'");
        var loaders = opening.OpenData();
        Archive.ReadCompression(loaders.Task, opening.Split.Compression);

        var done = false;
        try
        {
            directory.Create(opening.Config.Root, forTraining: false);
            opening.Remember(directory);
            environment.Log.OpenSessionFiles(directory.Logs, dataOnly: true);
            RecordRun(opening, loaders, directory);
            var path = Path.Combine(directory.Path, opening.Split.ArchiveName ?? $"{Path.GetFileName(directory.Name)}.hdf5");
            log.Debug($"session will be saved at '{directory.Path}'");
            log.Info($"packing the split into '{path}'");
            var info = new ArchiveInfo(directory.Stamp.ToString(), CheckpointWriter.Revision.Value, Checkpoint.CompatibleVersion, opening.Config.Root.ToPlain());
            Archive.Create(path, loaders.Task, loaders.Train, loaders.Valid, loaders.Test, info, opening.Split.Compression, environment.Progress, environment.Stop);
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

            directory.Dispose();
        }
    }
}
