using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Sessions against those that thelper 0.6.2 itself produced (Python, torch 1.13) from the same configuration and data.</summary>
[NoLeaks]
public class GoldenSessionTests
{
    [Fact]
    public void A_new_session_has_the_originals_split_losses_metrics_and_reports()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run("--silent", "new", "classif.json", "out");
        error.ShouldBeEmpty();
        code.ShouldBe(0);

        var (golden, ours) = (GoldenLog.Json(Path.Combine(Workspace.Golden, "digits.log")), GoldenLog.Json(work["out/classif-digits/logs/digits.log"]));
        foreach (var key in new[] { "train_idxs", "valid_idxs", "test_idxs" })
        {
            ours.GetProperty(key).ToString().ShouldBe(golden.GetProperty(key).ToString(), key);
        }

        var (expected, actual) = (GoldenLog.Read(Path.Combine(Workspace.Golden, "trainer.log")), GoldenLog.Read(work["out/classif-digits/logs/trainer.log"]));
        var (goldenLosses, losses) = (GoldenLog.Losses(expected), GoldenLog.Losses(actual));
        losses.Count.ShouldBe(3 * 45);
        losses[0].ShouldBe(2.298429, 5e-7);
        losses.Zip(goldenLosses).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-4);
        GoldenLog.Results(actual).Where(r => !r.Key.StartsWith("final", StringComparison.Ordinal)).Select(r => r.Key)
            .ShouldBe(GoldenLog.Results(expected).Where(r => !r.Key.StartsWith("final", StringComparison.Ordinal)).Select(r => r.Key));
        foreach (var (name, value) in GoldenLog.Results(expected).Where(r => r.Key.Contains("accuracy", StringComparison.Ordinal) && r.Key.StartsWith("epoch", StringComparison.Ordinal)))
        {
            GoldenLog.Results(actual)[name].ShouldBe(value, 1e-9, name);
        }

        foreach (var set in new[] { "train", "valid" })
        {
            var folder = Directory.GetDirectories(work["out/classif-digits/output/classif-digits"], $"{set}-*").ShouldHaveSingleItem();
            foreach (var file in Directory.GetFiles(Path.Combine(Workspace.Golden, set)))
            {
                File.ReadAllText(Path.Combine(folder, Path.GetFileName(file))).ShouldBe(File.ReadAllText(file), $"{set}/{Path.GetFileName(file)}");
            }
        }

        work.Files("out/classif-digits").Count(f => f.StartsWith("checkpoints/ckpt.", StringComparison.Ordinal)).ShouldBe(4);
        work.Files("out/classif-digits").ShouldContain(f => f.StartsWith("output/classif-digits/test-", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluating_the_originals_checkpoint_gives_the_originals_test_outputs_to_the_last_digit()
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work["session/logs"]);
        Directory.CreateDirectory(work["session/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["session/checkpoints/ckpt.best.pth"]);
        var (code, _, error) = Workspace.Run("--silent", "resume", "session", "--eval-only");
        error.ShouldBeEmpty();
        code.ShouldBe(0);

        var folder = Directory.GetDirectories(work["session/output/classif-digits"]).ShouldHaveSingleItem();
        Path.GetFileName(folder).ShouldStartWith("test-");
        foreach (var file in Directory.GetFiles(Path.Combine(Workspace.Golden, "test")))
        {
            File.ReadAllText(Path.Combine(folder, Path.GetFileName(file))).ShouldBe(File.ReadAllText(file), Path.GetFileName(file));
        }
    }
}
