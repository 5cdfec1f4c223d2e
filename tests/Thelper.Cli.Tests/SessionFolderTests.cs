using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Cli.Tests.SmallSession;

namespace Thelper.Cli.Tests;

/// <summary>A new session where there is one already: two runs are never mixed, and none is lost.</summary>
[NoLeaks]
public class SessionFolderTests
{
    [Fact]
    public void A_second_session_of_the_name_is_refused_and_nothing_is_touched()
    {
        using var work = Prepared();
        var before = Contents(work, "out/s");
        var (code, error) = New("--silent");
        code.ShouldBe(2);
        error.Trim().ShouldNotContain('\n');
        error.ShouldStartWith("out/s: holds a session already");
        foreach (var wayOut in new[] { "thelper resume out/s", "--name-suffix", "auto_version=true", "--overwrite" })
        {
            error.ShouldContain(wayOut);
        }

        Contents(work, "out").ShouldBe(before.Select(file => $"s/{file}"));
    }

    [Theory]
    [InlineData("--overwrite")]
    [InlineData("overwrite=true")]
    public void The_old_session_is_moved_aside_whole(string wish)
    {
        using var work = Prepared();
        var before = Contents(work, "out/s");
        Succeed(New(wish, "trainer.epochs=1")).ShouldContain("the session that was here is kept as 'out/s.replaced-");
        var aside = Directory.GetDirectories(work["out"], "s.replaced-????????-??????").ShouldHaveSingleItem();
        Contents(work, Path.GetRelativePath(work.Path, aside)).ShouldBe(before);
        work.Files("out/s/checkpoints").Count.ShouldBe(2);
        work.Files("out/s/checkpoints").ShouldAllBe(file => file == "ckpt.best.pth" || file.StartsWith("ckpt.0000.", StringComparison.Ordinal));
        work.Files("out").ShouldNotContain(file => file.EndsWith(SessionLock.FileName, StringComparison.Ordinal));

        // Both go on.
        Succeed(Resume("--silent", "trainer.epochs=2"));
        Workspace.Run("--silent", "resume", aside, "trainer.epochs=3").Code.ShouldBe(0);
    }

    [Fact]
    public void A_run_that_fails_puts_the_old_session_back()
    {
        using var work = Prepared();
        File.WriteAllText(work["Fail.cs"], """
            using Thelper.Train;

            public static class Fail
            {
                public static void Now(IterationData iteration) => throw new Thelper.UserErrorException("no");
            }
            """);
        var before = Contents(work, "out");
        var (code, error) = New("--overwrite", "trainer.train_callback=Fail.cs:Fail.Now");
        code.ShouldBe(2);
        error.ShouldContain("is in 'out/s' again");
        Contents(work, "out").ShouldBe(before);
    }

    [Fact]
    public void A_run_that_was_killed_after_moving_aside_is_begun_once_more()
    {
        using var work = Prepared();
        Directory.Move(work["out/s"], work["out/s.replaced-20260101-000000"]);
        Succeed(New("--silent", "--overwrite", "trainer.epochs=1"));
        Directory.GetDirectories(work["out"]).Length.ShouldBe(2);
    }

    [Fact]
    public void An_empty_folder_is_none_and_what_a_user_has_put_there_stays()
    {
        using var work = new Workspace();
        SmallSession.Write(work);
        Directory.CreateDirectory(work["out/s"]);
        File.WriteAllText(work["out/s/notes.txt"], "mine");
        Succeed(New("--silent", "trainer.epochs=1"));
        File.ReadAllText(work["out/s/notes.txt"]).ShouldBe("mine");
    }

    [Fact]
    public void Versions_are_numbered_and_each_is_a_session_of_its_own()
    {
        using var work = Prepared();
        Succeed(New("--silent", "auto_version=true", "trainer.epochs=1"));
        Directory.CreateDirectory(work["out/s-7/checkpoints"]);
        Succeed(New("--silent", "auto_version=true", "trainer.epochs=1"));
        Directory.GetDirectories(work["out"]).Select(Path.GetFileName).Order().ShouldBe(["s", "s-1", "s-7", "s-8"]);
        Workspace.Run("--silent", "resume", "out/s-1", "trainer.epochs=2").Code.ShouldBe(0);
        Directory.GetDirectories(work["out/s-1/output"]).Select(Path.GetFileName).ShouldBe(["s-1"]);
        using var scope = torch.NewDisposeScope();
        var checkpoint = Checkpointed.Load(work["out/s-1"]);
        (checkpoint.Name, checkpoint.FinishedEpoch).ShouldBe(("s-1", 1));
    }

    [Theory]
    [InlineData("b", "s-b")]
    [InlineData("_b", "s_b")]
    [InlineData(".2", "s.2")]
    public void A_suffix_makes_another_session(string suffix, string name)
    {
        using var work = Prepared();
        Succeed(New("--silent", "--name-suffix", suffix, "trainer.epochs=1"));
        Directory.GetDirectories(work["out"]).Select(Path.GetFileName).Order().ShouldBe(["s", name]);
        var (code, error) = New("--silent", "--name-suffix", suffix, "trainer.epochs=1");
        code.ShouldBe(2);
        error.ShouldStartWith($"out/{name}: holds a session already");
    }

    [Theory]
    [InlineData("a/b", "separator of folders")]
    [InlineData("/../x", "separator of folders")]
    public void A_suffix_is_part_of_a_name(string suffix, string message)
    {
        using var work = Prepared();
        var (code, error) = New("--silent", "--name-suffix", suffix);
        code.ShouldBe(2);
        error.ShouldContain(message);
    }

    [Fact]
    public void Both_wishes_contradict_each_other()
    {
        using var work = Prepared();
        var (code, error) = New("--silent", "auto_version=true", "--overwrite");
        code.ShouldBe(2);
        error.ShouldContain("keep one of them");
    }

    [Fact]
    public void A_split_does_not_mix_with_a_session_either()
    {
        using var work = Prepared();
        var (code, _, error) = Workspace.Run("--silent", "split", "c.json", "out");
        code.ShouldBe(2);
        error.ShouldContain("holds a session already");
        Workspace.Run("--silent", "split", "c.json", "out", "--name-suffix", "packed").Code.ShouldBe(0);
        File.Exists(work["out/s-packed/s-packed.hdf5"]).ShouldBeTrue();
    }

    [Fact]
    public void Of_two_runs_that_an_earlier_version_has_mixed_the_newest_goes_on()
    {
        using var work = Prepared();
        Succeed(New("--silent", "--overwrite", "trainer.epochs=1"));
        var old = Directory.GetDirectories(work["out"], "s.replaced-*").ShouldHaveSingleItem();
        foreach (var file in Directory.GetFiles(Path.Combine(old, "checkpoints"), "ckpt.0*.pth"))
        {
            var parts = Path.GetFileName(file).Split('-');
            File.Copy(file, Path.Combine(work["out/s/checkpoints"], $"{parts[0]}-20200101-000000.pth"));
        }

        Succeed(Resume("trainer.epochs=2")).ShouldContain("saving checkpoint @ epoch#1");
    }

    private static Workspace Prepared()
    {
        var work = new Workspace();
        SmallSession.Write(work);
        Succeed(New("--silent"));
        return work;
    }

    // Names and contents.
    private static List<string> Contents(Workspace work, string folder)
        => [.. work.Files(folder).Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(work[folder], file))))}")];
}
