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

    /// <summary>What it said on standard error; it must have ended.</summary>
    public string Error => error.Result;

    /// <summary>Starts it; its temporary files are to lie in <c>tmp</c> of the workspace.</summary>
    public static SoakProgram Start(Workspace work, string[] arguments, Dictionary<string, string?>? environment = null)
    {
        Directory.CreateDirectory(work["tmp"]);

        // The runtime's own debugging pipes stay where a process is killed.
        environment = new(environment ?? []) { ["TMPDIR"] = work["tmp"], ["DOTNET_EnableDiagnostics"] = "0" };
        return new(work.Start(environment, ["--silent", .. arguments]), arguments);
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="work">Where.</param>
    /// <param name="arguments">The verb and the rest.</param>
    /// <param name="codes">The exit codes that are right.</param>
    /// <param name="environment">Variables.</param>
    /// <returns>What it said on standard error, and how long it took.</returns>
    public static (string Error, TimeSpan Time) Run(Workspace work, string[] arguments, int[]? codes = null, Dictionary<string, string?>? environment = null)
    {
        using var program = Start(work, arguments, environment);
        program.End(codes ?? [0]);
        return (program.Error, program.clock.Elapsed);
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
            using var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="codes">The exit codes that are right.</param>
    /// <returns>The exit code.</returns>
    public int End(params int[] codes)
    {
        Endless.Forbid(process.WaitForExit);
        codes.ShouldContain(process.ExitCode, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {Error}\n{output.Result}");
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
