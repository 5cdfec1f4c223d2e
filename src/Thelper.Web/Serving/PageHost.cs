using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Web.Serving;

/// <summary>Serves pages until the user ends it: what the commands call.</summary>
internal static class PageHost
{
    // A folder that is not there is found by then.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Serves until there is a wish to stop.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="options">Where, and who is told.</param>
    /// <param name="log">Told of failures.</param>
    /// <param name="stop">The user's wish to stop.</param>
    /// <param name="output">Receives the address.</param>
    /// <param name="preparation">What goes on beside; null for nothing.</param>
    /// <exception cref="UserErrorException">The port cannot be used, or the preparation has failed.</exception>
    public static void Serve(IPages pages, PageOptions options, ILogger log, StopRequest stop, TextWriter output, Preparation? preparation = null) =>
        ServeAsync(pages, options, log, stop, output, preparation ?? Preparation.None).GetAwaiter().GetResult();

    private static async Task ServeAsync(IPages pages, PageOptions options, ILogger log, StopRequest stop, TextWriter output, Preparation preparation)
    {
        if (options.Port is < 0 or > 65535)
        {
            throw new UserErrorException($"--port: must be from 1 to 65535, or 0 for a free one, not {options.Port}");
        }

        await using var server = await PageServer.Start(pages, log, options.Port);

        RequireGood(preparation);
        var ssh = Environment.GetEnvironmentVariable("SSH_CONNECTION");
        await output.WriteAsync(Announcement.Text(pages.Name, server.NewAddress(), options, ssh, Environment.UserName));
        await output.FlushAsync(CancellationToken.None);
        if (options.OpensBrowser && !options.PrintsAddressAlone && ssh is null)
        {
            Announcement.OpenBrowser(server.NewAddress());
        }

        preparation.Proceed();

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Token.Register(stopped.SetResult);
        if (await Task.WhenAny(stopped.Task, preparation.Done) == preparation.Done)
        {
            await preparation.Done;
            await stopped.Task;
        }
    }

    private static void RequireGood(Preparation preparation)
    {
        preparation.Checked.GetAwaiter().GetResult();
        if (Task.WaitAny([preparation.Listed], Patience) == 0)
        {
            preparation.Listed.GetAwaiter().GetResult();
        }
    }
}
