using Thelper.Config;
using Thelper.Gui;
using Thelper.Sessions;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Records;

/// <summary>Opens the data of a session that was trained, so that labels of its samples can be corrected.</summary>
/// <remarks>
/// Corrections are a session of the annotator in the folder <c>corrections</c> of the session's: nothing else in that folder, and nothing of the data, is written. Samples are as they are read.
/// </remarks>
public static class Corrections
{
    /// <summary>The folder in the session's.</summary>
    public const string Folder = "corrections";

    /// <summary>Opens them, where they were left.</summary>
    /// <param name="session">The session's folder.</param>
    /// <param name="environment">Whether code of the session may run.</param>
    /// <param name="settings">Makes the labels of the session's task.</param>
    /// <returns>The annotator's session; the caller disposes it on this thread, in this dispose scope.</returns>
    /// <exception cref="UserErrorException">The session has no checkpoint, its data cannot be used, or another program corrects it.</exception>
    public static AnnotationSession Open(string session, SessionEnvironment environment, Func<Task, ImageSegmentAnnotator> settings)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(settings);
        var checkpoint = StepReplay.FirstOf(session);
        var quiet = SessionEnvironment.Quiet() with { Trust = environment.Trust, Stop = environment.Stop };
        SessionOpening? opening = SessionOpening.Open(ConfigSections.ReadStored(checkpoint.Config, session), SessionNeeds.Datasets, quiet, torch.CPU, checkpoint.Seeds);
        SessionDirectory? directory = null;
        try
        {
            var (datasets, task) = opening.OpenDatasets();
            var labels = settings(task);
            directory = SessionDirectory.PlanOngoing(Folder, opening.Config, session, Questions.Bypassed);
            directory.Create(opening.Config.Root, forTraining: false);
            var opened = new AnnotationSession(opening, directory, labels, datasets, Session.VersionText);
            (opening, directory) = (null, null);
            return opened;
        }
        finally
        {
            directory?.RollBack();
            directory?.Dispose();
            opening?.Dispose();
        }
    }
}
