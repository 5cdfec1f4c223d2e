using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary><c>reproducible: portable</c> in processes of their own: the libraries choose their kernels once.</summary>
[NoLeaks]
public class ReproducibleTests
{
    private static readonly string[] Pinned = [.. ProcessorPins.Values.Keys, "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"];

    /// <summary>What a processor's own choice may be: nothing in the environment says otherwise.</summary>
    private static Dictionary<string, string?> Free => Pinned.ToDictionary(name => name, _ => (string?)null);

    /// <summary>Another choice, such as another processor's, and fewer threads than are asked for.</summary>
    private static Dictionary<string, string?> Other => new(Free)
    {
        ["ATEN_CPU_CAPABILITY"] = "default",
        ["ONEDNN_MAX_CPU_ISA"] = "SSE41",
        ["OPENBLAS_CORETYPE"] = "Nehalem",
        ["OPENCV_CPU_DISABLE"] = "AVX2",
        ["OPENBLAS_NUM_THREADS"] = "1",
        ["OMP_NUM_THREADS"] = "1",
        ["OMP_THREAD_LIMIT"] = "1",
        ["OMP_DYNAMIC"] = "true",
    };

    private static string[] Short(int epochs) => [$"trainer.epochs={epochs}", .. Workspace.Quick];

    [Fact]
    public void A_portable_session_is_the_same_whatever_kernels_and_threads_the_process_would_have_taken()
    {
        RequireProcessor();
        using var work = new Workspace();
        Succeed(work, Free, ["new", "classif.json", "straight", "reproducible=portable", "threads=2", .. Short(2)]);
        Succeed(work, Other, ["new", "classif.json", "parts", "--reproducible", "portable", "threads=2", .. Short(1)]);
        Succeed(work, Other, ["resume", "parts/classif-digits", "trainer.epochs=2"]);
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work["parts/classif-digits"]);
        using var scope = torch.NewDisposeScope();
        Checkpointed.Load(work["parts/classif-digits"]).Threads.ShouldBe(2);
    }

    [Fact]
    public void A_session_of_the_machine_is_not()
    {
        RequireProcessor();
        using var work = new Workspace();
        Succeed(work, Free, ["new", "classif.json", "first", "threads=2", .. Short(1)]);
        Succeed(work, Other, ["new", "classif.json", "second", "threads=2", .. Short(1)]);
        using var scope = torch.NewDisposeScope();
        var (first, second) = (Checkpointed.Load(work["first/classif-digits"]), Checkpointed.Load(work["second/classif-digits"]));
        Checkpointed.Difference(first.Model!, second.Model!, "model").ShouldNotBeNull();
    }

    [Fact]
    public void A_number_of_threads_that_the_environment_says_counts_on_one_core_too()
    {
        using var work = new Workspace();
        Succeed(work, [], ["new", "classif.json", "all", .. Short(2)]);
        using (var process = work.StartBy("taskset", ["-c", FirstCore()], ["--silent", "new", "classif.json", "one", .. Short(2)]))
        {
            Endless.Forbid(process.WaitForExit);
            process.ExitCode.ShouldBe(0, process.StandardError.ReadToEnd());
        }

        Checkpointed.ShouldBeEqual(work["all/classif-digits"], work["one/classif-digits"]);
    }

    [Fact]
    public void The_level_and_the_threads_are_recorded_and_change_only_by_the_command_line()
    {
        RequireProcessor();
        using var work = new Workspace();
        Succeed(work, Other, ["new", "classif.json", "out", "--reproducible", "portable", .. Short(1)]);
        File.ReadAllText(work["out/classif-digits/config.latest.json"]).ShouldContain("\"reproducible\": \"portable\"");
        File.ReadAllText(work["out/classif-digits/config.latest.json"]).ShouldContain("\"threads\": 1");

        File.WriteAllText(work["other.json"], "{\n\"reproducible\": \"machine\",\n\"threads\": 3," + File.ReadAllText(work["classif.json"])[1..]);
        var (code, _, error) = Workspace.Run("--silent", "resume", "out/classif-digits", "-c", "other.json");
        code.ShouldBe(2);
        error.ShouldBe("other.json:2: reproducible: the session ran with 'portable'; leave the key out to go on so, or say reproducible=machine on the command line to change it from here on\n");

        (code, _, error) = Workspace.Run(["resume", "out/classif-digits", "--reproducible", "machine", "threads=3", .. Short(2)]);
        code.ShouldBe(0, error);
        error.ShouldContain("the session goes on with reproducible machine (before: portable), threads 3 (before: 1); from here on its results can differ");
        using var scope = torch.NewDisposeScope();
        var last = Checkpointed.Load(work["out/classif-digits"]);
        last.Threads.ShouldBe(3);
        last.Config.Get("reproducible")!.Value.ShouldBe("machine");
    }

    [Fact]
    public void Mistakes_are_told_before_anything_is_made()
    {
        using var work = new Workspace();
        foreach (var verb in new string[][] { ["new", "classif.json", "out"], ["cl_new", "classif.json", "out"], ["check", "classif.json"], ["stats", "classif.json"] })
        {
            var (code, _, error) = Workspace.Run(["--silent", .. verb, "--reproducible", "portabel", "threads=none"]);
            code.ShouldBe(2);
            error.ShouldBe("""
                command line: reproducible: expected 'machine' or 'portable', got the text "portabel" (did you mean 'portable'?)
                command line: threads: expected a number of threads from 1 to 1024, got the text "none"

                """);
        }

        work.Files("out").ShouldBeEmpty();
    }

    [Fact]
    public void A_processor_that_cannot_do_it_is_told_and_a_library_that_came_first_too()
    {
        RequireProcessor();
        using var work = new Workspace();
        var (code, error) = Run(work, new() { ["DOTNET_EnableAVX2"] = "0" }, ["check", "classif.json", "reproducible=portable"]);
        code.ShouldBe(2);
        error.ShouldBe("command line: reproducible: 'portable' needs an x86-64 processor with AVX2 and FMA, and this one has no AVX2; say 'machine'\n");

        (code, error) = Run(work, new() { ["LD_PRELOAD"] = Path.Combine(AppContext.BaseDirectory, "libthelper_torch.so") }, ["check", "classif.json", "reproducible=portable"]);
        code.ShouldNotBe(0);
        error.ShouldContain("is loaded and has chosen its kernels");
    }

    private static string FirstCore() =>
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim().Split(',', '-')[0];

    private static void RequireProcessor() => Assert.SkipUnless(ProcessorPins.Supported, $"A portable session needs an x86-64 processor with AVX2 and FMA; {ProcessorPins.Lacking}.");

    private static void Succeed(Workspace work, Dictionary<string, string?> environment, string[] arguments)
    {
        var (code, error) = Run(work, environment, arguments);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    private static (int Code, string Error) Run(Workspace work, Dictionary<string, string?> environment, string[] arguments)
    {
        using var process = work.Start(environment, ["--silent", .. arguments]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        output.GetAwaiter().GetResult();
        return (process.ExitCode, error);
    }
}
