using Thelper.Nn;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>A session whose checkpoints are damaged or disagree, as a kill, a full disk or a bad copy leaves them.</summary>
[NoLeaks]
public class BestCheckpointTests
{
    private const string Session = "out/classif-digits";

    [Theory]
    [InlineData("behind", "held epoch#")]
    [InlineData("missing", "is missing")]
    [InlineData("damaged", "is damaged")]
    [InlineData("a pipe", "is damaged")]
    public void The_copy_of_the_best_is_made_again_when_the_session_goes_on(string state, string said)
    {
        using var work = Trained();
        Break(work, state);
        var (code, _, error) = Workspace.Run("resume", Session);
        error.ShouldContain(said);
        error.ShouldContain("made again from");
        code.ShouldBe(0);
        SessionState.ShouldBeSound(work[Session]);
    }

    [Fact]
    public void A_checkpoint_that_goes_on_in_a_new_folder_misses_no_best_one_there()
    {
        using var work = Trained();
        var (code, _, error) = Workspace.Run("resume", CheckpointName.Find(Session, latest: true), "-d", "other", "trainer.epochs=4");
        code.ShouldBe(0);
        error.ShouldNotContain("is missing");
        SessionState.ShouldBeSound(work["other/classif-digits"]);
    }

    [Theory]
    [InlineData("behind", "says that epoch#")]
    [InlineData("damaged", "to insist on the damaged one, name the file itself")]
    public void An_evaluation_takes_the_best_epoch_and_not_the_copy(string state, string said)
    {
        using var work = Trained();
        var best = CheckpointPlace.Read(work[$"{Session}/checkpoints/ckpt.best.pth"])!.Finished;
        Break(work, state);
        var (code, _, error) = Workspace.Run("resume", Session, "--eval-only");
        error.ShouldContain(said);
        code.ShouldBe(0);
        SessionState.ShouldBeSound(work[Session]);
        CheckpointPlace.Read(work[$"{Session}/checkpoints/ckpt.best.pth"])!.Finished.ShouldBe(best);
    }

    [Fact]
    public void A_damaged_checkpoint_falls_back_to_the_one_before_unless_it_is_named()
    {
        using var work = Trained();
        var newest = CheckpointName.Find(Session, latest: true);
        Cut(newest);
        File.Delete(work[$"{Session}/checkpoints/ckpt.best.pth"]);
        var (code, _, error) = Workspace.Run("--silent", "resume", newest);
        error.ShouldContain(newest);
        code.ShouldBe(2);

        (code, _, error) = Workspace.Run("resume", Session, "trainer.epochs=4");
        error.ShouldContain($"{newest}: is damaged");
        error.ShouldContain("ckpt.0001.");
        error.ShouldContain($"name the file itself: '{newest}'");
        code.ShouldBe(0);
        SessionState.ShouldBeSound(work[Session]);
        Succeed("--silent", "new", "classif.json", "straight", "trainer.epochs=4");
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work[Session]);
    }

    [Fact]
    public void Going_on_from_an_older_checkpoint_keeps_a_best_one_of_which_there_is_no_other_copy()
    {
        using var work = Trained();
        var folder = work[$"{Session}/checkpoints"];
        var best = File.ReadAllBytes(Path.Combine(folder, "ckpt.best.pth"));
        var epoch = CheckpointPlace.Read(Path.Combine(folder, "ckpt.best.pth"))!.Finished;
        epoch.ShouldBeGreaterThan(0);
        foreach (var file in CheckpointName.List(folder).Where(file => CheckpointName.Parse(Path.GetFileName(file))!.Value.Epoch > 0))
        {
            File.Delete(file);
        }

        Succeed("--silent", "resume", CheckpointName.Find(Session, latest: true), "trainer.epochs=1");
        CheckpointPlace.Read(Path.Combine(folder, "ckpt.best.pth"))!.Finished.ShouldBe(0);
        CheckpointName.List(folder).ShouldContain(file => File.ReadAllBytes(file).SequenceEqual(best));
    }

    private static Workspace Trained()
    {
        var work = new Workspace();
        Succeed("--silent", "new", "classif.json", "out", "trainer.epochs=3");
        return work;
    }

    private static void Break(Workspace work, string state)
    {
        var best = work[$"{Session}/checkpoints/ckpt.best.pth"];
        switch (state)
        {
            case "behind":
                var epoch = CheckpointPlace.Read(best)!.Finished;
                var other = CheckpointName.List(Path.GetDirectoryName(best)!).First(file => CheckpointPlace.Read(file)!.Finished < epoch);
                File.Copy(other, best, overwrite: true);
                break;
            case "missing":
                File.Delete(best);
                break;
            case "a pipe":
                File.Delete(best);
                using (var make = System.Diagnostics.Process.Start("mkfifo", [best]))
                {
                    make.WaitForExit();
                }

                break;
            default:
                Cut(best);
                break;
        }
    }

    private static void Cut(string file)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(stream.Length / 2);
    }

    private static void Succeed(params string[] arguments)
    {
        var (code, _, error) = Workspace.Run([.. arguments, .. arguments[1] == "new" ? Workspace.Quick : []]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }
}
