using System.Globalization;
using Spectre.Console;
using Thelper.Logging;

namespace Thelper.Cli;

/// <summary>A live line per pass, with images per second and the time left; only where standard error is a terminal.</summary>
internal sealed class ConsoleProgress : IProgressDisplay, IDisposable
{
    private readonly SessionLog log;
    private readonly IAnsiConsole console;
    private readonly Action<string>? before;
    private Pass? pass;

    private ConsoleProgress(SessionLog log)
    {
        this.log = log;
        console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        before = log.RedirectConsole(line => console.WriteLine(line));
        log.HideIterations = true;
    }

    /// <summary>Takes over the console of a log, if a person is looking at it.</summary>
    /// <param name="log">The log.</param>
    /// <returns>The display; null where plain lines are right.</returns>
    public static ConsoleProgress? Attach(SessionLog log)
        => Console.IsErrorRedirected || !log.HasConsole ? null : new(log);

    /// <inheritdoc/>
    public IDisposable Begin(string label, int batches) => pass = new(console, label, batches);

    /// <inheritdoc/>
    public void Advance(int images) => pass?.Advance(images);

    /// <inheritdoc/>
    public void Dispose()
    {
        log.HideIterations = false;
        log.RedirectConsole(before);
    }

    // The display runs on a thread of its own and looks at two counters, so that a training step pays for two additions.
    private sealed class Pass : IDisposable
    {
        private readonly ManualResetEventSlim finished = new();
        private readonly Thread thread;
        private long batches;
        private long images;

        public Pass(IAnsiConsole console, string label, int total)
        {
            thread = new Thread(() => Show(console, label, total)) { IsBackground = true, Name = "progress" };
            thread.Start();
        }

        public void Advance(int count)
        {
            Interlocked.Increment(ref batches);
            Interlocked.Add(ref images, count);
        }

        public void Dispose()
        {
            finished.Set();
            thread.Join();
            finished.Dispose();
        }

        private void Show(IAnsiConsole console, string label, int total)
        {
            var start = System.Diagnostics.Stopwatch.StartNew();
            console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var task = context.AddTask(Markup.Escape(label), maxValue: Math.Max(1, total));
                    bool done;
                    do
                    {
                        done = finished.Wait(100);
                        var rate = Interlocked.Read(ref images) / Math.Max(1e-3, start.Elapsed.TotalSeconds);
                        task.Description = string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(label)}  {rate:F0} images/s");
                        task.Value = Interlocked.Read(ref batches);
                    }
                    while (!done);
                });
        }
    }
}
