using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Thelper.Logging;

namespace Thelper.Cli;

/// <summary>
/// Turns SIGINT, SIGTERM and SIGHUP into a wish to stop after the running step; a second signal ends the process at once. So does the first one after a while, if
/// the program is stuck: in a read that gives nothing, in code of the user's, in a step that takes too long. Checkpoints that are being written are finished first.
/// </summary>
/// <remarks>How long that is can be said where machines are slow: by <c>THELPER_STOP_SECONDS</c> (5), and <c>THELPER_SAVE_SECONDS</c> (3) for what is saved at last.</remarks>
internal sealed partial class StopSignals : IDisposable
{
    // A checkpoint that is half written is worth more; who cannot wait sends a second signal.
    private static readonly TimeSpan MostSaving = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    // Together less than the ten seconds after which service managers and clusters kill what they stop. Read at the start: a signal's thread could tell nobody of a mistake.
    private readonly TimeSpan patience = Seconds("THELPER_STOP_SECONDS", 5);
    private readonly TimeSpan savingPatience = Seconds("THELPER_SAVE_SECONDS", 3);
    private readonly TextWriter error;
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Starts to listen.</summary>
    /// <param name="error">Where the user is told what happens.</param>
    /// <exception cref="UserErrorException">One of the variables is no number of seconds.</exception>
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

    /// <summary>Where a line is being drawn that messages must not break; null for nowhere.</summary>
    public ConsoleProgress? Display { get; set; }

    /// <summary>What the first signal is answered by.</summary>
    public string Message { get; init; } = "Stopping after this step; once more to stop at once.";

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
            End(code);
        }

        // First of all, and never called off: writing to a console can be what is stuck.
        new Thread(() => EndAnyway(code)) { IsBackground = true, Name = "stop" }.Start();
        Request.Request(code);
        if (Display is { } display)
        {
            display.WriteLine(Message);
        }
        else
        {
            error.WriteLine(Message);
        }
    }

    private void EndAnyway(int code)
    {
        Thread.Sleep(patience);
        if (FinishSaving())
        {
            // The thread that saved looks for the wish after its next step.
            Thread.Sleep(patience);
        }

        if (Request.AtLast is { } save)
        {
            var saving = new Thread(() => SaveAtLast(save)) { IsBackground = true, Name = "save" };
            saving.Start();
            saving.Join(TimeSpan.FromTicks(Math.Clamp(4 * Request.LongestSave.Ticks, savingPatience.Ticks, Math.Max(savingPatience.Ticks, MostSaving.Ticks))));
        }

        End(code);
    }

    // Not by Environment.Exit: it would run libtorch's destructors while the training thread computes.
    private void End(int code)
    {
        // A terminal that is held up does not hold up the end.
        var leaving = new Thread(() => Display?.Leave()) { IsBackground = true, Name = "leave" };
        leaving.Start();
        leaving.Join(4 * Glance);
        ExitNow(code);
    }

    // Whether there was something to finish.
    private bool FinishSaving()
    {
        var (had, began) = (false, Stopwatch.StartNew());
        while (Request.IsSaving && began.Elapsed < MostSaving)
        {
            had = true;
            Thread.Sleep(Glance);
        }

        return had;
    }

    private static void SaveAtLast(Action save)
    {
        try
        {
            save();
        }
#pragma warning disable CA1031 // The process ends a moment later, with the signal's code; there may be no console that takes a word.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static TimeSpan Seconds(string variable, int usual) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" => TimeSpan.FromSeconds(usual),
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 86_400)),
        var text => throw new UserErrorException($"{variable}: expected a whole number of seconds, got '{text}'"),
    };

    /// <summary>Ends the process without running what libraries do at exit: threads that were left behind may still be in them.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    internal static partial void ExitNow(int code);
}
