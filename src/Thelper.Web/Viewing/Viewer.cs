using System.Threading.Tasks;
using Thelper.Sessions;
using Thelper.Web.Serving;

namespace Thelper.Web.Viewing;

/// <summary><c>thelper viz</c>: shows the samples of a configuration, as they are read and as the model gets them.</summary>
public static class Viewer
{
    /// <summary>Serves pages until the user ends it, or writes pictures.</summary>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="options">What is shown, and where.</param>
    /// <param name="environment">Log, questions and the user's wish to stop.</param>
    /// <param name="output">Receives the address, or the names of the files.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <exception cref="UserErrorException">The configuration, the data or the checkpoint cannot be used.</exception>
    public static void Run(string configPath, ViewerOptions options, SessionEnvironment environment, TextWriter output, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(output);
        if (options.Output is { } folder)
        {
            using var view = Session.View(configPath, environment, overrides, options.Checkpoint);
            RequireSamples(view, configPath);
            foreach (var file in SampleSheets.Write(view, folder, options.Count, options.Epoch, environment.Stop))
            {
                output.WriteLine(file);
            }

            return;
        }

        // The configuration is checked beside the start of the server; files are listed and libraries loaded while the browser opens.
        using var coming = Session.BeginView(configPath, environment, overrides, options.Checkpoint);
        var opened = Opened(coming, configPath);
        var log = environment.Log.For("thelper.web");
        using var pages = new ViewerPages(opened, log);
        pages.MakeFirst();
        try
        {
            PageHost.Serve(pages, options.Pages, log, environment.Stop, output, new(coming.Proceed, coming.Checked, coming.Listed, opened));
        }
        finally
        {
            // A server that could not start has let nothing proceed, and the pages wait for their data before they end.
            coming.Abandon();
        }
    }

    private static async Task<DataView> Opened(ComingView coming, string configPath)
    {
        var view = await coming.View;
        RequireSamples(view, configPath);
        return view;
    }

    private static void RequireSamples(DataView view, string configPath)
    {
        if (view.Sets.Count == 0)
        {
            throw new UserErrorException($"{configPath}: there is no sample to show: the data sets are empty, or the split gives every set nothing.");
        }
    }
}
