using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>
/// Sessions against those that thelper 0.6.2 itself played (Python, torch 1.13, 2 threads) from the same configuration and data, under the same settings
/// for the processor: equal to the last printed digit. Detection draws boxes at random, segmentation and the detector carry every difference on.
/// </summary>
[NoLeaks]
public class OriginalSessionTests
{
    // The original lists a folder of photographs in the file system's order.
    private const string PhotoOrder = "datasets.photos.params.order=mini-voc/original-order.txt";

    [Theory]
    [InlineData("classif", "classif-digits", "digits", 3 * 45)]
    [InlineData("segm", "segm-voc", "voc", 3 * 9)]
    [InlineData("sr", "sr-photos", "photos", 3 * 9, PhotoOrder)]
    [InlineData("detect", "detect-voc", "voc", 2 * 17)]
    [InlineData("resnet", "c03", "mini", 3 * 5)]
    [InlineData("customstep", "c33", "mini", 2 * 3)]
    public void A_session_is_the_originals_to_the_last_digit(string name, string session, string data, int iterations, params string[] overrides)
    {
        Assert.SkipUnless(Exactness.Holds, Exactness.Reason);
        var golden = Repository.File("tests", "golden", "original-0.6.2-portable", name);
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run(["--silent", "new", $"{name}.json", "out", .. overrides]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);

        var (expectedSplit, split) = (GoldenLog.Json(Path.Combine(golden, $"{data}.log")), GoldenLog.Json(work[$"out/{session}/logs/{data}.log"]));
        foreach (var key in new[] { "train_idxs", "valid_idxs", "test_idxs" })
        {
            split.GetProperty(key).ToString().ShouldBe(expectedSplit.GetProperty(key).ToString(), key);
        }

        var lines = GoldenLog.Read(work[$"out/{session}/logs/trainer.log"]);
        GoldenLog.Losses(lines).Count.ShouldBe(iterations);
        GoldenLog.Numbers(lines).ShouldBe(GoldenLog.Numbers(GoldenLog.Read(Path.Combine(golden, "trainer.log"))));

        foreach (var set in Directory.GetDirectories(golden).Select(folder => Path.GetFileName(folder)))
        {
            var folder = Directory.GetDirectories(work[$"out/{session}/output/{session}"], $"{set}-*").ShouldHaveSingleItem();
            foreach (var file in Directory.GetFiles(Path.Combine(golden, set)))
            {
                File.ReadAllText(Path.Combine(folder, Path.GetFileName(file))).ShouldBe(File.ReadAllText(file), $"{set}/{Path.GetFileName(file)}");
            }
        }

        OriginalCheckpoints.Check(Path.Combine(golden, "checkpoints.json"), work[$"out/{session}/checkpoints"]);
    }
}
