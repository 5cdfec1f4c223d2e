using System.Diagnostics;
using System.Text;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>The program in a real pseudo-terminal, which <c>script</c> makes: narrow, resized, interrupted.</summary>
public class TerminalTests
{
    private const string CtrlC = "\x03";
    private const string Stopping = "Stopping after this step; once more to stop at once.";

    [Fact]
    public async System.Threading.Tasks.Task Interrupted_once_in_a_terminal_of_60_columns()
    {
        using var work = new Workspace();
        using var terminal = new Terminal(work, 60, "", ["new", "classif.json", "out", "trainer.epochs=3", .. Workspace.Quick, .. work.Gate(1)]);
        await terminal.Until(Workspace.AtTheGate);
        terminal.Type(CtrlC);
        await terminal.Until(Stopping);
        work.Open();
        (await terminal.End()).ShouldBe(130);

        var lines = terminal.ScreenOf(60);
        lines.ShouldContain(Stopping);

        // What the gate writes breaks the line below, as output of the user's own does.
        var passes = lines.Where(line => line.Contains("images/s", StringComparison.Ordinal) && line.EndsWith(" left", StringComparison.Ordinal)).ToList();
        passes.Count.ShouldBe(3, string.Join("\n", lines));
        passes[0].ShouldStartWith("train epoch 1/3");
        passes[1].ShouldStartWith("valid epoch 1/3");
        passes[2].ShouldStartWith("train epoch 2/3");
        passes.ShouldAllBe(line => line.Length < 60);
        terminal.Text.ShouldNotContain("\e[?25l");
    }

    [Fact]
    public async System.Threading.Tasks.Task Resized_and_interrupted_twice()
    {
        using var work = new Workspace();
        const string Resize = "(while [ ! -e narrow ]; do sleep 0.02; done; stty cols 40 < /dev/tty; echo narrowed) & ";
        using var terminal = new Terminal(work, 80, Resize, ["new", "classif.json", "out", "trainer.epochs=3", .. Workspace.Quick, .. work.Gate(0)]);
        await terminal.Until(Workspace.AtTheGate);
        File.WriteAllText(work["narrow"], "");
        await terminal.Until("narrowed");
        var before = terminal.Text.Length;
        terminal.Type(CtrlC);
        await terminal.Until(Stopping);
        await terminal.Until("\r", from: terminal.Text.LastIndexOf(Stopping, StringComparison.Ordinal) + Stopping.Length + 40);
        terminal.Type(CtrlC);
        (await terminal.End()).ShouldBe(130);

        // The last thing is the end of a line, below which the prompt appears, and the cursor was never hidden.
        terminal.Text.ShouldEndWith("\r\n");
        terminal.Text.ShouldNotContain("\e[?25l");
        foreach (var drawn in terminal.Text[before..].Split('\r').Where(part => part.StartsWith("train epoch", StringComparison.Ordinal)))
        {
            drawn.Split('\e')[0].Length.ShouldBeLessThan(40);
        }
    }

    private sealed class Terminal : IDisposable
    {
        private readonly StringBuilder text = new();
        private readonly Process process;
        private readonly char[] buffer = new char[4096];

        public Terminal(Workspace work, int columns, string before, string[] arguments)
        {
            var command = string.Join(' ', new[] { "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Thelper.Cli.dll") }.Concat(arguments).Select(part => $"'{part.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
            var start = new ProcessStartInfo("env", ["--default-signal=INT,QUIT", "script", "-qefc", $"stty rows 24 cols {columns}; {before}exec {command}", "/dev/null"])
            {
                WorkingDirectory = work.Path,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment = { ["TERM"] = "xterm" },
            };
            process = Process.Start(start)!;
        }

        public string Text => text.ToString();

        public IReadOnlyList<string> ScreenOf(int columns)
        {
            var screen = new Screen(columns);
            screen.Write(Text);
            return screen.Lines;
        }

        public void Type(string keys)
        {
            process.StandardInput.Write(keys);
            process.StandardInput.Flush();
        }

        public async System.Threading.Tasks.Task Until(string expected, int from = 0)
        {
            while (Text.Length < from || !Text[from..].Contains(expected, StringComparison.Ordinal))
            {
                (await Read().ConfigureAwait(false)).ShouldBeTrue($"the program ended without '{expected}':\n{Text}");
            }
        }

        public async System.Threading.Tasks.Task<int> End()
        {
            while (await Read().ConfigureAwait(false))
            {
            }

            Endless.Forbid(process.WaitForExit);
            return process.ExitCode;
        }

        public void Dispose() => process.Dispose();

        private async System.Threading.Tasks.Task<bool> Read()
        {
            var count = await process.StandardOutput.ReadAsync(buffer, TestContext.Current.CancellationToken).ConfigureAwait(false);
            text.Append(buffer, 0, count);
            return count > 0;
        }
    }
}
