using Thelper.Gui;
using Thelper.Logging;

namespace Thelper.Sessions;

/// <content>Annotating data.</content>
public static partial class Session
{
    /// <summary>Opens the data of a configuration to annotate it: the session's folder is this program's until it is disposed, and made where it is not there.</summary>
    /// <param name="configPath">The configuration file, with the sections <c>datasets</c> and <c>annotator</c>.</param>
    /// <param name="saveDir">The folder in which the session's folder is, or is made; null when the configuration names it.</param>
    /// <param name="environment">Log, questions and the user's wish to stop.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <returns>The session, which goes on where an earlier one of its name has ended.</returns>
    /// <exception cref="UserErrorException">A mistake of the user, or another program has the session.</exception>
    public static AnnotationSession Annotate(string configPath, string? saveDir, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        SessionOpening? opening = SessionOpening.Open(configPath, overrides, _ => SessionNeeds.Datasets | SessionNeeds.Annotator, environment, saveDir);
        SessionDirectory? directory = null;
        try
        {
            var log = environment.Log.For("thelper.gui.annotators");
            log.Info($"creating new annotation session '{opening.Name}'...");
            directory = opening.PlanOngoing(saveDir);
            var settings = (ImageSegmentAnnotator)opening.Annotator!.Create();
            var (datasets, _) = opening.OpenDatasets();
            var count = datasets.Values.Sum(dataset => (long)dataset.Count);
            if (settings.StartSampleIndex >= count)
            {
                throw new UserErrorException($"{opening.Annotator.Place.Where}: start_sample_idx is {settings.StartSampleIndex}, and there are {count} samples, from 0 to {count - 1}");
            }

            directory.Create(File.Exists(Path.Combine(directory.Path, SessionDirectory.ConfigFile)) ? null : opening.Config.Root, forTraining: false);
            directory.RecordConfiguration(opening.Config.Root);
            opening.Remember(directory);
            environment.Log.OpenSessionFiles(directory.Logs, dataOnly: true, annotates: true);
            log.Info($"created annotator log for session '{directory.Name}'");
            var session = new AnnotationSession(opening, directory, settings, datasets, VersionText);
            (opening, directory) = (null, null);
            return session;
        }
        finally
        {
            directory?.RollBack();
            directory?.Dispose();
            opening?.Dispose();
        }
    }
}
