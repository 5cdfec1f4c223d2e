using Thelper.Testing;
using static Thelper.Tests.Viz.TensorBoard.EventFile;

namespace Thelper.Cli.Tests;

/// <summary>Runs the configurations of the page on pictures and TensorBoard, and looks at what they write.</summary>
[NoLeaks]
public class PicturesPageTests
{
    [Fact]
    public void Pictures_of_a_segmentation_and_its_event_files()
    {
        using var work = new Workspace();
        var (train, valid) = Run(work, 0, "roads");
        Files(train).ShouldBe(["config.json", "loss-0000.txt", "loss-0001.txt", "mIoU-0000.txt", "mIoU-0001.txt", "train_display_callback-0000.png", "train_display_callback-0001.png"]);
        var others = Files(valid).Where(file => !file.StartsWith("shapes_", StringComparison.Ordinal));
        others.ShouldBe(["config.json", "loss-0000.txt", "loss-0001.txt", "mIoU-0000.txt", "mIoU-0001.txt", "outputs-0000.json", "outputs-0001.json", "valid_display_callback-0000.png", "valid_display_callback-0001.png"]);
        Files(valid).Count(file => file.StartsWith("shapes_pred_epoch-1_", StringComparison.Ordinal)).ShouldBe(6);
        Files(valid).Count(file => file.StartsWith("shapes_labels_epoch-1_", StringComparison.Ordinal) && file.EndsWith(".png", StringComparison.Ordinal)).ShouldBe(6);
        Files(valid).Count(file => file.StartsWith("shapes_mask_epoch-1_", StringComparison.Ordinal)).ShouldBe(6);

        var (version, values, graphs) = ReadAll(Directory.GetFiles(train, "events.out.*").ShouldHaveSingleItem());
        version.ShouldBe("brain.Event:2");
        var tags = values.GroupBy(value => value.Tag).ToDictionary(group => group.Key, group => group.Select(value => value.Step).ToArray());
        tags["config/text_summary"].ShouldBe([0L]);
        tags["epoch/loss"].ShouldBe([0L, 1]);
        tags["epoch/lr"].ShouldBe([0L, 1]);
        tags["epoch/mIoU"].ShouldBe([0L, 1]);
        tags["epoch/train_display_callback/image"].ShouldBe([0L, 1]);
        tags["iter/loss"].ShouldBe(Enumerable.Range(0, 12).Select(step => (long)step));
        tags["iter/mIoU"].Length.ShouldBe(12);

        // Weights before both epochs, gradients once there are some.
        var weights = tags.Keys.Where(tag => tag.EndsWith("/weight", StringComparison.Ordinal)).ToList();
        weights.ShouldNotBeEmpty();
        weights.ShouldAllBe(tag => tags[tag].SequenceEqual(new[] { 0L, 1 }) && tags[tag + "/grad"].SequenceEqual(new[] { 1L }));

        var graph = graphs.ShouldHaveSingleItem();
        graph[0].Kind.ShouldBe("Placeholder");
        graph[^1].Kind.ShouldBe("Output");
        var names = graph.Select(node => node.Name).ToHashSet();
        graph.SelectMany(node => node.Inputs).ShouldAllBe(input => names.Contains(input));
        graph.Count(node => node.Kind == "Conv2d").ShouldBeGreaterThan(10);

        var ofValid = ReadAll(Directory.GetFiles(valid, "events.out.*").ShouldHaveSingleItem());
        ofValid.Values.Select(value => value.Tag).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(["_hparams_/experiment", "_hparams_/session_end_info", "_hparams_/session_start_info", "config/text_summary", "epoch/loss", "epoch/mIoU", "epoch/valid_display_callback/image", "iter/mIoU"]);
    }

    [Fact]
    public void Charts_lists_and_a_callback()
    {
        using var work = new Workspace();
        var (_, valid) = Run(work, 1, "digits");
        Files(valid).ShouldBe([
            "accuracy-0000.txt", "config.json", "confmat-0000.png", "confmat-0000.txt", "log-0000.csv", "loss-0000.txt", "mistakes.txt", "pr-0000.png", "pr-0000.txt", "report-0000.json", "roc-0000.png", "roc-0000.txt",
        ]);
        var lines = File.ReadAllLines(Path.Combine(valid, "mistakes.txt"));
        lines.Length.ShouldBe(6);
        lines[5].ShouldMatch("^epoch 0, batch 5: [0-9]+ of 1[0-9]$");
        var tags = Read(Directory.GetFiles(valid, "events.out.*").ShouldHaveSingleItem()).Values.Select(value => value.Tag).ToList();
        new[] { "epoch/confmat/image", "epoch/roc/image", "epoch/pr/image", "epoch/roc", "epoch/pr", "epoch/accuracy" }.ShouldBeSubsetOf(tags);
    }

    [Fact]
    public void The_callback_on_the_page_is_the_sample() =>
        Blocks("csharp").ShouldHaveSingleItem().ShouldBe(File.ReadAllText(Repository.File("samples", "own-callback", "Mistakes.cs")));

    private static (string Train, string Valid) Run(Workspace work, int block, string name)
    {
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        File.WriteAllText(work["page.json"], Blocks("json")[block]);
        var (code, _, error) = Workspace.Run("--silent", "new", "page.json", "out");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        var sets = Directory.GetDirectories(work[$"out/{name}/output/{name}"]).Order(StringComparer.Ordinal).ToList();
        sets.Count.ShouldBe(2);
        return (sets[0], sets[1]);
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Where(file => !file.StartsWith("events.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IReadOnlyList<string> Blocks(string language) =>
        [.. File.ReadAllText(Repository.File("docs", "pictures.md")).Split("```").Where(block => block.StartsWith(language + "\n", StringComparison.Ordinal)).Select(block => block[(language.Length + 1)..])];
}
