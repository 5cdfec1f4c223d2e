using Thelper.Data;
using Thelper.Gui;
using Thelper.Tasks;

namespace Thelper.Sessions;

/// <summary>Data that is being annotated: see <see cref="Session.Annotate"/>.</summary>
public sealed class AnnotationSession : IDisposable
{
    private readonly SessionOpening opening;

    internal AnnotationSession(SessionOpening opening, SessionDirectory directory, ImageSegmentAnnotator settings, IReadOnlyDictionary<string, Dataset> datasets, string version)
        => (this.opening, Directory, Settings, Datasets, Version) = (opening, directory, settings, datasets, version);

    /// <summary>The session's folder, which is this program's.</summary>
    public SessionDirectory Directory { get; }

    /// <summary>The settings of the annotator.</summary>
    public ImageSegmentAnnotator Settings { get; }

    /// <summary>The data sets, in the order of the configuration. Their samples are as they are loaded and their own transforms make them, without what loaders do.</summary>
    public IReadOnlyDictionary<string, Dataset> Datasets { get; }

    /// <summary>Version and revision of the program, as in the session's records.</summary>
    public string Version { get; }

    /// <summary>Log, questions and the user's wish to stop.</summary>
    public SessionEnvironment Environment => opening.Environment;

    /// <summary>Reads a sample as it is, without its data set's transforms.</summary>
    /// <param name="dataset">The data set, one of <see cref="Datasets"/>.</param>
    /// <param name="index">The sample, from 0 to the data set's count - 1.</param>
    /// <returns>It, owned by the caller; its tensors may be in the current dispose scope.</returns>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static Sample LoadRaw(Dataset dataset, int index)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.LoadRaw(index);
    }

    /// <summary>Gives the session's folder back.</summary>
    public void Dispose()
    {
        Environment.Log.CloseSessionFiles();
        Directory.Dispose();
        opening.Dispose();
    }
}
