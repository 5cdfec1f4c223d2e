using System.Globalization;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>A session of detection against that of thelper 0.6.2 (Python, torch 1.13, 2 threads) on the same photographs.</summary>
[NoLeaks]
public sealed class GoldenDetectionTests : IDisposable
{
    // The last digits of a convolution depend on how many threads share it, and which boxes are drawn on these.
    private readonly int threads = torch.get_num_threads();

    public GoldenDetectionTests() => torch.set_num_threads(2);

    public void Dispose() => torch.set_num_threads(threads);

    [Fact]
    public void Detection_has_the_originals_split_losses_metrics_and_reports()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run("--silent", "new", "detect.json", "out");
        error.ShouldBeEmpty();
        code.ShouldBe(0);

        var golden = Path.Combine(Workspace.Golden, "detect-voc");
        var (expectedSplit, split) = (GoldenLog.Json(Path.Combine(golden, "voc.log")), GoldenLog.Json(work["out/detect-voc/logs/voc.log"]));
        foreach (var key in new[] { "train_idxs", "valid_idxs", "test_idxs" })
        {
            split.GetProperty(key).ToString().ShouldBe(expectedSplit.GetProperty(key).ToString(), key);
        }

        var (expected, actual) = (GoldenLog.Read(Path.Combine(golden, "trainer.log")), GoldenLog.Read(work["out/detect-voc/logs/trainer.log"]));
        var (expectedLosses, losses) = (GoldenLog.Losses(expected), GoldenLog.Losses(actual));
        expectedLosses.Count.ShouldBe(2 * 17);
        losses.Count.ShouldBe(expectedLosses.Count);

        // Which boxes are drawn depends on the last digits of the convolutions, and these on the processor: PyTorch itself, on another
        // processor than the reference's, leaves its losses at the third iteration (3.762522 with AVX-512, 3.760324 with AVX2, for 3.759843).
        losses[0].ShouldBe(expectedLosses[0], 1e-5);
        losses[1].ShouldBe(expectedLosses[1], 1e-4);
        losses[2].ShouldBe(expectedLosses[2], 1e-2);
        losses[..17].Average().ShouldBe(expectedLosses[..17].Average(), 0.05);
        losses[17..].Average().ShouldBe(expectedLosses[17..].Average(), 0.05);
        var (expectedResults, results) = (ResultLines(expected), ResultLines(actual));
        results.Count.ShouldBe(expectedResults.Count);
        foreach (var (theirs, ours) in expectedResults.Zip(results))
        {
            ours.Name.ShouldBe(theirs.Name);
            (double.IsNaN(ours.Value) ? double.IsNaN(theirs.Value) : Math.Abs(ours.Value - theirs.Value) < 0.05).ShouldBeTrue($"{ours} against {theirs}");
        }

        var folder = Directory.GetDirectories(work["out/detect-voc/output/detect-voc"], "valid-*").ShouldHaveSingleItem();
        foreach (var file in Directory.GetFiles(Path.Combine(golden, "valid")))
        {
            File.ReadAllText(Path.Combine(folder, Path.GetFileName(file))).ShouldBe(File.ReadAllText(file), Path.GetFileName(file));
        }
    }

    private static List<(string Name, double Value)> ResultLines(IEnumerable<string> lines) =>
        [.. lines.Where(l => l.Contains(" result =>  ", StringComparison.Ordinal)).Select(l => l.Split(": "))
            .Select(p => (p[0].Trim(), p[1].Trim() == "nan" ? double.NaN : double.Parse(p[1], CultureInfo.InvariantCulture)))];
}
