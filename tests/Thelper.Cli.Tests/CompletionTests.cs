using System.Diagnostics;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>What shells complete: asked of the program, and of the shells themselves where they are installed (bash is everywhere).</summary>
public class CompletionTests
{
    [Theory]
    [InlineData("thelper che", "check")]
    [InlineData("thelper check --js", "--json")]
    [InlineData("thelper help thelper.nn.UN", "thelper.nn.UNet")]
    [InlineData("thelper help UNe", "UNet")]
    [InlineData("thelper infer --format js", "jsonl")]
    [InlineData("thelper init --task seg", "segmentation")]
    [InlineData("thelper completion fi", "fish")]
    [InlineData("thelper new c.json out trainer.ep", "trainer.epochs=")]
    [InlineData("thelper new c.json out trainer.optimi", "trainer.optimization.")]
    [InlineData("thelper new c.json out trainer.optimization.", "trainer.optimization.loss.,trainer.optimization.optimizer.,trainer.optimization.scheduler.")]
    [InlineData("thelper --log-level war", "warning")]
    public void Answers(string line, string expected)
    {
        var (code, output, error) = Workspace.Run(Completion.Question, line);
        (code, error).ShouldBe((0, ""));
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(item => item.Trim()).ShouldBe(expected.Split(','));
    }

    [Fact]
    public void Bash()
    {
        // What bash does when the Tab key is pressed, without a terminal.
        const string press = """
            COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}; read -ra COMP_WORDS <<< "$COMP_LINE"; [[ "$COMP_LINE" == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); compopt() { :; }; _thelper; printf '%s\n' "${COMPREPLY[@]}"
            """;
        using var work = new Shell("bash");
        work.Ask($"source <(thelper completion bash)\n{press}", "thelper sche").ShouldBe("schema");
        work.Ask($"source <(thelper completion bash)\n{press}", "thelper config ").ShouldBe("print");
        work.Ask("source <(thelper completion bash)\ncomplete -p thelper", "").ShouldBe("complete -o default -F _thelper thelper");
    }

    [Fact]
    public void Zsh()
    {
        Assert.SkipUnless(Shell.Has("zsh"), "zsh is not installed");
        using var work = new Shell("zsh");
        work.Ask("compdef() { :; }; compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- $@; }; source <(thelper completion zsh)\nwords=(${(z)1}); CURRENT=${#words}; _thelper", "thelper sche").ShouldBe("schema");
    }

    [Fact]
    public void Fish()
    {
        Assert.SkipUnless(Shell.Has("fish"), "fish is not installed");
        using var work = new Shell("fish");
        work.Ask("thelper completion fish | source; complete -C $argv[1]", "thelper sche").ShouldBe("schema");
    }

    // A shell that finds the program under its name.
    private sealed class Shell : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("shell").FullName;
        private readonly string name;

        public Shell(string name)
        {
            this.name = name;
            var program = Path.Combine(folder, "thelper");
            File.WriteAllText(program, $"#!/bin/sh\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "Thelper.Cli.dll")}' \"$@\"\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        public static bool Has(string name) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

        public string Ask(string script, string argument)
        {
            string[] arguments = name == "fish" ? ["-c", script, argument] : ["-c", script, name, argument];
            var start = new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["HOME"] = folder;
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit(Endless.Limit).ShouldBeTrue();
            error.Result.ShouldBeEmpty();
            return output;
        }

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
