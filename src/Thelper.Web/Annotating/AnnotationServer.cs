using Thelper.Infer;
using Thelper.Sessions;
using Thelper.Web.Serving;

namespace Thelper.Web.Annotating;

/// <summary>Serves the annotator: <c>thelper annot</c>.</summary>
public static class AnnotationServer
{
    /// <summary>Annotates until the user ends it.</summary>
    /// <param name="configPath">The configuration file, with the sections <c>datasets</c> and <c>annotator</c>.</param>
    /// <param name="saveDir">The folder in which the session's folder is, or is made; null when the configuration names it.</param>
    /// <param name="model">A trained model that annotates first, as <see cref="Predictor.Load"/> takes it; null for none.</param>
    /// <param name="options">Where it is served, and who is told.</param>
    /// <param name="environment">Log, questions and the user's wish to stop.</param>
    /// <param name="output">Receives the address.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <exception cref="UserErrorException">A mistake of the user, or another program has the session.</exception>
    public static void Run(
        string configPath, string? saveDir, string? model, PageOptions options, SessionEnvironment environment, TextWriter output, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        using var session = Session.Annotate(configPath, saveDir, environment, overrides);
        var log = environment.Log.For("thelper.gui.annotators");
        using var store = new AnnotationStore(session);
        using var prelabeller = model is null ? null : new Prelabeller(Predictor.Load(model, new() { Trust = environment.Trust }), session.Settings);
        PageHost.Serve(new AnnotationPages(store, prelabeller, environment.Stop), options, log, environment.Stop, output);

        // Finished first, however long the disk takes.
        using (environment.Stop.Saving())
        {
            store.SaveAll();
        }
    }
}
