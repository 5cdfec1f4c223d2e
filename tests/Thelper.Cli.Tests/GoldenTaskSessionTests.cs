using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>Sessions of segmentation and super-resolution against those of thelper 0.6.2 (Python, torch 1.13, 2 threads) on the same photographs.</summary>
[NoLeaks]
public sealed class GoldenTaskSessionTests : IDisposable
{
    // The last digits of a convolution depend on how many threads share it.
    private readonly int threads = torch.get_num_threads();

    public GoldenTaskSessionTests() => torch.set_num_threads(2);

    public void Dispose() => torch.set_num_threads(threads);

    [Fact]
    public void Segmentation_has_the_originals_split_losses_metrics_and_reports()
    {
        using var work = new Workspace();
        Run("segm.json");
        Compare(work, "segm-voc", "voc", "accuracy", 1e-9, sameText: true);
    }

    [Fact]
    public void Super_resolution_has_the_originals_split_losses_metrics_and_reports()
    {
        using var work = new Workspace();
        Run("sr.json", "datasets.photos.params.order=mini-voc/original-order.txt");
        Compare(work, "sr-photos", "photos", "psnr", 2e-4, sameText: false);
    }

    [Theory]
    [InlineData("segm-voc", 0)]
    [InlineData("sr-photos", 2)]
    public void The_originals_checkpoint_gives_the_originals_validation_to_the_last_digit(string session, int epoch)
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work[$"{session}/logs"]);
        Directory.CreateDirectory(work[$"{session}/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, session, "ckpt.best.pth"), work[$"{session}/checkpoints/ckpt.best.pth"]);
        string[] order = session == "sr-photos" ? ["datasets.photos.params.order=mini-voc/original-order.txt"] : [];
        var (code, _, error) = Workspace.Run(["--silent", "resume", session, "--eval-only", .. order]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);

        var folder = Directory.GetDirectories(work[$"{session}/output/{session}"]).ShouldHaveSingleItem();
        Path.GetFileName(folder).ShouldStartWith("valid-");
        foreach (var file in Directory.GetFiles(Path.Combine(Workspace.Golden, session, "valid"), $"*-{epoch:D4}.txt"))
        {
            var name = Path.GetFileName(file).Replace($"-{epoch:D4}", "", StringComparison.Ordinal);
            File.ReadAllText(Path.Combine(folder, name)).ShouldBe(File.ReadAllText(file), name);
        }
    }

    private static void Run(string config, params string[] overrides)
    {
        var (code, _, error) = Workspace.Run(["--silent", "new", config, "out", .. overrides]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    private static void Compare(Workspace work, string session, string data, string monitored, double tolerance, bool sameText)
    {
        var golden = Path.Combine(Workspace.Golden, session);
        var (expectedSplit, split) = (GoldenLog.Json(Path.Combine(golden, $"{data}.log")), GoldenLog.Json(work[$"out/{session}/logs/{data}.log"]));
        foreach (var key in new[] { "train_idxs", "valid_idxs", "test_idxs" })
        {
            split.GetProperty(key).ToString().ShouldBe(expectedSplit.GetProperty(key).ToString(), key);
        }

        var (expected, actual) = (GoldenLog.Read(Path.Combine(golden, "trainer.log")), GoldenLog.Read(work[$"out/{session}/logs/trainer.log"]));
        var (expectedLosses, losses) = (GoldenLog.Losses(expected), GoldenLog.Losses(actual));
        expectedLosses.Count.ShouldBe(3 * 9);
        losses.Count.ShouldBe(expectedLosses.Count);
        losses[0].ShouldBe(expectedLosses[0], 1e-6);
        losses.Zip(expectedLosses).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(1e-4);

        var (expectedResults, results) = (GoldenLog.Results(expected), GoldenLog.Results(actual));
        results.Keys.ShouldBe(expectedResults.Keys);
        results.Keys.ShouldContain($"epoch#2 valid/metrics:{monitored}");
        foreach (var (name, value) in expectedResults)
        {
            results[name].ShouldBe(value, Math.Max(1, Math.Abs(value)) * (name.EndsWith("loss", StringComparison.Ordinal) ? 1e-4 : tolerance), name);
        }

        foreach (var set in new[] { "train", "valid" })
        {
            var folder = Directory.GetDirectories(work[$"out/{session}/output/{session}"], $"{set}-*").ShouldHaveSingleItem();
            foreach (var file in Directory.GetFiles(Path.Combine(golden, set)))
            {
                var ours = File.ReadAllText(Path.Combine(folder, Path.GetFileName(file)));
                if (sameText)
                {
                    ours.ShouldBe(File.ReadAllText(file), $"{set}/{Path.GetFileName(file)}");
                }
            }
        }
    }
}
