using System.Diagnostics;
using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>The program in a process of its own, which is disturbed while it runs.</summary>
internal sealed class SoakProgram : IDisposable
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Process process;
    private readonly System.Threading.Tasks.Task<string> output;
    private readonly System.Threading.Tasks.Task<string> error;
    private readonly string[] arguments;

    private SoakProgram(Process process, string[] arguments)
    {
        this.process = process;
        this.arguments = arguments;
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it; its temporary files are to lie in <c>tmp</c> of the workspace.</summary>
    public static SoakProgram Start(Workspace work, string[] arguments, Dictionary<string, string?>? environment = null)
    {
        Directory.CreateDirectory(work["tmp"]);

        // The runtime's own debugging pipes stay where a process is killed.
        environment = new(environment ?? Workspace.Patient)
        {
            ["TMPDIR"] = work["tmp"],
            ["DOTNET_EnableDiagnostics"] = "0",

            // Short lives: what only pays later is left out, and threads do not spin between products, as in the launcher.
            ["DOTNET_TieredPGO"] = "0",
            ["OPENBLAS_THREAD_TIMEOUT"] = "12",
        };
        return new(work.Start(environment, ["--silent", .. arguments]), arguments);
    }

    /// <summary>Runs the program to its end in a process of its own; it must succeed.</summary>
    /// <param name="work">Where.</param>
    /// <param name="arguments">The verb and the rest.</param>
    /// <param name="environment">Variables.</param>
    /// <returns>How long it took.</returns>
    public static TimeSpan Alone(Workspace work, string[] arguments, Dictionary<string, string?>? environment = null)
    {
        using var program = Start(work, arguments, environment);
        program.End(0);
        return program.clock.Elapsed;
    }

    /// <summary>Runs the program to its end, undisturbed; it must succeed. In a usual run of the tests, this process does it, and the time is a guess.</summary>
    /// <param name="work">Where: the current folder.</param>
    /// <param name="arguments">The verb and the rest.</param>
    /// <returns>How long a process takes for it.</returns>
    public static TimeSpan Usual(Workspace work, string[] arguments)
    {
        if (SoakRounds.IsLong)
        {
            return Alone(work, arguments);
        }

        Run(work, arguments);
        return TimeSpan.FromSeconds(2);
    }

    /// <summary>Runs the program to its end in this process, which takes a fraction of the time.</summary>
    /// <param name="work">Where: the current folder.</param>
    /// <param name="arguments">The verb and the rest.</param>
    /// <param name="codes">The exit codes that are right; none for 0.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Workspace work, string[] arguments, params int[] codes)
    {
        Directory.GetCurrentDirectory().ShouldBe(work.Path);
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        (codes.Length == 0 ? [0] : codes).ShouldContain(code, $"{string.Join(' ', arguments)} ended with {code}: {error}\n{output}");
        return code;
    }

    /// <summary>Waits for an instant: some time from the beginning, or after a folder has come to be, which is when a session has passed its checks.</summary>
    /// <param name="random">Says which.</param>
    /// <param name="usual">How long it usually takes.</param>
    /// <param name="sign">The folder; null for none.</param>
    public void WaitForInstant(System.Random random, TimeSpan usual, string? sign = null)
    {
        var (late, share) = (sign is not null && random.Next(4) > 0, random.NextDouble());
        if (late)
        {
            Endless.WaitUntil(() => process.HasExited || Directory.Exists(sign));
        }

        process.WaitForExit(usual * share * (late ? 0.5 : 1.1));
    }

    /// <summary>Sends a signal, if it still runs.</summary>
    /// <param name="signal">The name, such as <c>TERM</c>.</param>
    public void Signal(string signal)
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill -s {signal} {process.Id}")]);
            kill.WaitForExit();
        }
    }

    /// <summary>Kills it, if it still runs.</summary>
    /// <returns>Whether it died of that.</returns>
    public bool Kill()
    {
        Signal("KILL");
        return End(0, 137) == 137;
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="codes">The exit codes that are right.</param>
    /// <returns>The exit code.</returns>
    public int End(params int[] codes)
    {
        Endless.Forbid(process.WaitForExit);
        codes.ShouldContain(process.ExitCode, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Result}\n{output.Result}");
        return process.ExitCode;
    }

    /// <summary>Ends it, if it still runs.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
