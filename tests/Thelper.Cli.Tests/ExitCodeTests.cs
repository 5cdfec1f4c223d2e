using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>Files, folders and streams that refuse: what is said, and with which code the program ends.</summary>
[NoLeaks]
[UnsupportedOSPlatform("windows")]
public class ExitCodeTests
{
    [Theory]
    [InlineData("--silent", "check", "classif.json")]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("help", "check")]
    public void Results_that_cannot_be_written_are_a_failure(params string[] arguments)
    {
        using var work = new Workspace();
        using var full = new FullDisk();
        using var error = new StringWriter();
        CommandLine.Run(arguments, full, error).ShouldBe(2);
        error.ToString().ShouldContain("standard output cannot be written (No space left on device)");
        error.ToString().Trim().ShouldNotContain('\n');
    }

    [Fact]
    public void Help_without_arguments_that_cannot_be_written_is_one_message()
    {
        using var full = new FullDisk();
        using var error = new StringWriter();
        CommandLine.Run([], full, error).ShouldBe(2);
        error.ToString().ShouldBe($"thelper: standard output cannot be written (No space left on device).{Environment.NewLine}");
    }

    [Theory]
    [InlineData(0, "new", "classif.json", "out", "trainer.epochs=1")]
    [InlineData(0, "--force-stdout", "new", "classif.json", "out", "trainer.epochs=1")]
    [InlineData(2, "new", "none.json", "out")]
    public void Words_that_cannot_be_written_are_lost_and_nothing_else(int expected, params string[] arguments)
    {
        using var work = new Workspace();
        using var full = new FullDisk();
        CommandLine.Run([.. arguments, .. expected == 0 ? Workspace.Quick : []], full, full).ShouldBe(expected);
        work.Files("out/classif-digits/checkpoints").Count.ShouldBe(expected == 0 ? 2 : 0);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data/3")]
    [InlineData("data/3/0003.png")]
    public void Data_that_may_not_be_read(string closed)
    {
        using var work = Copied();
        File.SetUnixFileMode(work[closed], UnixFileMode.None);
        var (code, error) = WithoutPrivilege(work, "--silent", "new", "classif.json", "out", "datasets.digits.params.root=data");
        File.SetUnixFileMode(work[closed], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        error.ShouldHaveSingleItem().ShouldContain(closed == "data" ? closed : closed[..6]);
        code.ShouldBe(2);
        work.Files("out").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("new", "classif.json", "closed")]
    [InlineData("split", "classif.json", "closed")]
    [InlineData("stats", "classif.json", "closed")]
    [InlineData("resume", "closed/classif-digits")]
    [InlineData("resume", "closed/classif-digits", "--eval-only")]
    public void A_folder_that_may_not_be_written(params string[] arguments)
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work["closed"]);
        if (arguments[0] == "resume")
        {
            Workspace.Run(["--silent", "new", "classif.json", "closed", "trainer.epochs=1", .. Workspace.Quick]).Code.ShouldBe(0);
        }

        var before = work.Files("closed");
        string[] folders = [work["closed"], .. Directory.GetDirectories(work["closed"], "*", SearchOption.AllDirectories)];
        Array.ForEach(folders, folder => File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute));
        var (code, error) = WithoutPrivilege(work, ["--silent", .. arguments]);
        Array.ForEach(folders, folder => File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        error.ShouldHaveSingleItem().ShouldContain("closed");
        code.ShouldBe(2);
        work.Files("closed").ShouldBe(before);
    }

    [Fact]
    public void Too_little_memory_says_for_what()
    {
        var real = Should.Throw<OutOfMemoryException>(() => new byte[Array.MaxLength + 1L]);
        var managed = new LoadingFailure($"loading a.png for the train set failed: {real.Message}", real);
        Failure.Message(managed).ShouldBe($"out of memory: {real.Message.TrimEnd('.')} (loading a.png for the train set failed). Smaller batches or images, fewer workers or less caching need less.");
        var native = Should.Throw<TorchException>(() => torch.empty([1L << 50]));
        Failure.Message(native).ShouldMatch("^out of memory: aten::empty.*4503599627370496.*Smaller batches");
    }

    private static Workspace Copied()
    {
        var work = new Workspace();
        foreach (var kind in new[] { "3", "7" })
        {
            Directory.CreateDirectory(work[$"data/{kind}"]);
            foreach (var image in Directory.GetFiles(work[$"digits/{kind}"], "*.png").Order(StringComparer.Ordinal).Take(20).Select((file, i) => (file, i)))
            {
                File.Copy(image.file, work[FormattableString.Invariant($"data/{kind}/{image.i:D4}.png")]);
            }
        }

        return work;
    }

    // Root may read and write everything, unless it gives that up.
    private static (int Code, string[] Error) WithoutPrivilege(Workspace work, params string[] arguments)
    {
        using var process = Environment.IsPrivilegedProcess
            ? work.StartBy("setpriv", ["--bounding-set=-dac_override,-dac_read_search"], arguments)
            : work.Start(arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEnd();
        Endless.Forbid(process.WaitForExit);

        // OpenCV says on some processors that it heeds the variable with which the tests are portable.
        return (process.ExitCode, [.. error.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("OPENCV:", StringComparison.Ordinal))]);
    }

    private sealed class LoadingFailure(string message, Exception inner) : Exception(message, inner);

    private sealed class FullDisk : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
