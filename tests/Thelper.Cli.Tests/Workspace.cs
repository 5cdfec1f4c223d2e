using System.Diagnostics;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>A working folder with the sample data in it, as the golden configurations expect, and the program to run there.</summary>
internal sealed class Workspace : IDisposable
{
    public static readonly string Golden = System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "original-0.6.2");

    // 'make soak' disturbs the program as it is published, which starts in a fraction of the time.
    private static readonly string Program = Environment.GetEnvironmentVariable("THELPER_SOAK_PROGRAM") ?? System.IO.Path.Combine(AppContext.BaseDirectory, "Thelper.Cli.dll");

    private readonly string before = Directory.GetCurrentDirectory();

    public Workspace()
    {
        foreach (var sample in new[] { "digits", "mini-voc" })
        {
            Directory.CreateSymbolicLink(this[sample], Repository.File("samples", sample));
        }

        // The first twelve of each digit, and the order in which the original's machine lists them.
        var order = File.ReadLines(Repository.File("samples", "digits", "original-order.txt")).Select(line => line.Trim()).ToList();
        var chosen = order.Order(StringComparer.Ordinal).GroupBy(place => place[0]).SelectMany(group => group.Take(12)).ToHashSet();
        foreach (var place in chosen)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[$"mini/{place}"])!);
            File.Copy(Repository.File("samples", "digits", place), this[$"mini/{place}"]);
        }

        File.WriteAllLines(this["mini/original-order.txt"], order.Where(chosen.Contains));

        foreach (var file in Directory.GetFiles(Golden, "*.json"))
        {
            File.Copy(file, this[System.IO.Path.GetFileName(file)]);
        }

        Directory.SetCurrentDirectory(Path);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("thelper-cli-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A quick variant of the golden session: a tenth of the training data, no charts.</summary>
    public static string[] Quick =>
    [
        "loaders.train_split.digits=0.1", "loaders.skip_norm=true",
        """trainer.metrics={"accuracy": {"type": "thelper.optim.Accuracy"}}""", "trainer.test_metrics={}",
    ];

    /// <summary>The line on standard error with which a session says that it waits at the gate.</summary>
    public const string AtTheGate = "at the gate";

    /// <summary>Puts a gate into the training of a configuration: the session waits there until <see cref="Open"/>, and is found there by whoever wants to disturb it.</summary>
    /// <param name="epoch">The epoch in whose first step it waits.</param>
    /// <returns>Overrides of the configuration.</returns>
    public string[] Gate(int epoch)
    {
        File.WriteAllText(this["Gate.cs"], $$"""
            using System.Threading;
            using Thelper.Train;

            public static class Gate
            {
                public static void Wait(IterationData iteration, int epoch)
                {
                    if (iteration.EpochIndex == epoch && !File.Exists("open"))
                    {
                        Console.Error.WriteLine("{{AtTheGate}}");
                        while (!File.Exists("open"))
                        {
                            Thread.Sleep(5);
                        }
                    }
                }
            }
            """);
        return [$$$"""trainer.train_callback={"type": "Gate.cs:Gate.Wait", "params": {"epoch": {{{epoch}}}}}"""];
    }

    /// <summary>Lets sessions pass the gate from now on.</summary>
    public void Open() => File.WriteAllText(this["open"], "");

    /// <summary>Runs the program in this process.</summary>
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Starts the program in a process of its own, with its standard error in <c>stderr.txt</c>.</summary>
    public Process Start(params string[] arguments) => Start([], arguments);

    /// <summary>What a program is started with that is to end in order after a signal, however busy the machine is.</summary>
    public static Dictionary<string, string?> Patient => new() { ["THELPER_STOP_SECONDS"] = "240" };

    /// <summary>The same, with environment variables set (or, null, removed).</summary>
    public Process Start(Dictionary<string, string?> environment, params string[] arguments) => Start(environment, [], arguments);

    /// <summary>The same, by another program that starts it.</summary>
    public Process StartBy(string program, string[] options, params string[] arguments) => Start([], [program, .. options], arguments);

    private Process Start(Dictionary<string, string?> environment, string[] launcher, string[] arguments)
    {
        // A shell lets what it starts in the background ignore these two, the tests perhaps, and they what they start.
        string[] command = [.. launcher, "env", "--default-signal=INT,QUIT", "dotnet", "exec", Program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Every file below a folder of the workspace, sorted, relative to it.</summary>
    public IReadOnlyList<string> Files(string folder = "")
    {
        var root = this[folder];
        return Directory.Exists(root)
            ? [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal)]
            : [];
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        Directory.Delete(Path, recursive: true);
    }
}
