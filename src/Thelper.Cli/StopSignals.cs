using System.Runtime.InteropServices;
using Thelper.Logging;

namespace Thelper.Cli;

/// <summary>Turns SIGINT, SIGTERM and SIGHUP into a wish to stop after the running step; a second signal ends the process at once.</summary>
internal sealed partial class StopSignals : IDisposable
{
    private readonly TextWriter error;
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Starts to listen.</summary>
    /// <param name="error">Where the user is told what happens.</param>
    public StopSignals(TextWriter error)
    {
        this.error = error;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Handle(c, 130)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Handle(c, 143)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Handle(c, 129)),
        ];
    }

    /// <summary>The wish.</summary>
    public StopRequest Request { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    private void Handle(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Request.ExitCode != 0)
        {
            // Not Environment.Exit: it would run libtorch's destructors while the training thread computes.
            ExitNow(code);
        }

        Request.Request(code);
        error.WriteLine("Stopping after this step; once more to stop at once.");
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
