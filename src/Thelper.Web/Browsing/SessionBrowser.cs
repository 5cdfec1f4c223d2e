using Thelper.Sessions;
using Thelper.Web.Serving;

namespace Thelper.Web.Browsing;

/// <summary>The pages of <c>thelper browse</c>: all sessions below a folder, side by side, while they run and afterwards.</summary>
public static class SessionBrowser
{
    /// <summary>Serves them until the user ends it. Sessions are read, never written.</summary>
    /// <param name="folder">The folder of sessions, or a session's.</param>
    /// <param name="options">Where, and who is told.</param>
    /// <param name="environment">Log, and the user's wish to stop.</param>
    /// <param name="output">Receives the address.</param>
    /// <exception cref="UserErrorException">There is no such folder, or the port cannot be used.</exception>
    public static void Serve(string folder, PageOptions options, SessionEnvironment environment, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"{folder}: there is no such folder; give the folder in which sessions are made");
        }

        using var pages = new SessionPages(folder, environment);
        PageHost.Serve(pages, options, environment.Log.For("thelper.web"), environment.Stop, output);
    }
}
