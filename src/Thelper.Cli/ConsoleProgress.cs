using Thelper.Logging;

namespace Thelper.Cli;

/// <summary>
/// A line per pass that is drawn again and again below the log, with images per second and the time left; only where standard error is a terminal. The cursor is never
/// hidden and the line never breaks, so that nothing has to be put right however the program ends, and whatever becomes of the window.
/// </summary>
internal sealed class ConsoleProgress : IProgressDisplay, IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly SessionLog log;
    private readonly TextWriter terminal;
    private readonly Func<int> width;
    private readonly Action<string>? before;
    private readonly Lock gate = new();
    private Pass? pass;

    /// <summary>Takes over the console of a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="terminal">The terminal; an error of its is none of the session's.</param>
    /// <param name="width">Its columns, asked whenever the line is drawn.</param>
    public ConsoleProgress(SessionLog log, TextWriter terminal, Func<int> width)
    {
        (this.log, this.terminal, this.width) = (log, terminal, width);
        before = log.RedirectConsole(text => Above(() => before!(text)));
        log.HideIterations = true;
    }

    /// <summary>Takes over the console of a log, if a person is looking at it.</summary>
    /// <param name="log">The log.</param>
    /// <returns>The display; null where plain lines are right.</returns>
    public static ConsoleProgress? Attach(SessionLog log) =>
        Console.IsErrorRedirected || !log.HasConsole || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? null : new(log, new MessageWriter(Console.Error), TerminalSize.Columns);

    /// <inheritdoc/>
    public IDisposable Begin(string label, int batches, string unit = "images")
    {
        lock (gate)
        {
            pass = new(this, new ProgressLine(label, batches, unit: unit));
        }

        return pass;
    }

    /// <inheritdoc/>
    public void Advance(int images) => pass?.Line.Advance(images);

    /// <summary>Writes a line of text above that of the pass.</summary>
    /// <param name="text">The line, without its end.</param>
    public void WriteLine(string text) => Above(() => terminal.WriteLine(text));

    /// <inheritdoc/>
    public void Dispose()
    {
        log.HideIterations = false;
        log.RedirectConsole(before);
    }

    /// <summary>Ends the line that is being drawn, so that what comes next, such as a prompt, stands below it.</summary>
    public void Leave() => Draw(Environment.NewLine);

    // The log may go elsewhere than to the terminal, which then loses the line for a moment and no more.
    private void Above(Action write)
    {
        lock (gate)
        {
            if (pass is not null)
            {
                terminal.Write(ClearLine);
            }

            write();
            if (pass is not null)
            {
                terminal.Write(pass.Line.Text(width()));
            }

            terminal.Flush();
        }
    }

    private void Draw(string after)
    {
        lock (gate)
        {
            if (pass is not null)
            {
                terminal.Write($"\r{pass.Line.Text(width())}\e[K{after}");
                terminal.Flush();
            }

            pass = after.Length > 0 ? null : pass;
        }
    }

    // Drawn by a thread of its own, so that a training step pays for two additions.
    private sealed class Pass : IDisposable
    {
        private readonly ConsoleProgress owner;
        private readonly ManualResetEventSlim finished = new();
        private readonly Thread thread;

        public Pass(ConsoleProgress owner, ProgressLine line)
        {
            (this.owner, Line) = (owner, line);
            thread = new Thread(Show) { IsBackground = true, Name = "progress" };
            thread.Start();
        }

        public ProgressLine Line { get; }

        public void Dispose()
        {
            finished.Set();
            thread.Join();
            owner.Leave();
            finished.Dispose();
        }

        private void Show()
        {
            while (!finished.Wait(Interval))
            {
                owner.Draw("");
            }
        }
    }
}
