using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Runs what the pages on tasks show: their configurations take the place of the shipped one's sections, their code is that of the samples.</summary>
[NoLeaks]
public partial class TaskPageTests
{
    // What makes runs short where a section of the shipped configuration stays.
    private static readonly string[] Quick = ["trainer.epochs=1", "trainer.optimization.scheduler=null"];

    [Theory]
    [InlineData("segmentation.md", "shapes-segm.json", "datasets.shapes.params.count=40")]
    [InlineData("detection.md", "shapes-detect.json", "datasets.shapes.params.count=20", "datasets.shapes.params.image_size=64")]
    [InlineData("super-resolution.md", "shapes-sr.json", "datasets.shapes.params.count=40")]
    [InlineData("regression.md", "shapes-regr.json", "datasets.shapes.params.count=80")]
    [InlineData("auto-encoder.md", "shapes-ae.json", "datasets.shapes.params.count=60")]
    [InlineData("custom-trainer.md", "shapes.json", "datasets.shapes.params.count=200")]
    [InlineData("custom-task.md", "shapes.json")]
    [InlineData("metrics-in-tensorboard.md", "shapes.json", "datasets.shapes.params.count=200")]
    public void Configurations_of_the_page_run(string page, string shipped, params string[] quick)
    {
        using var work = new Workspace();
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        var root = ConfigLoader.Load(Repository.File("configs", shipped));
        var blocks = Configurations().Matches(Page(page)).Select(match => match.Groups[1].Value).ToList();
        blocks.ShouldNotBeEmpty();
        foreach (var block in blocks)
        {
            var section = InSection().Match(block) is { Success: true } match ? match.Groups[1].Value : null;
            foreach (var (key, value) in ConfigLoader.Parse(block.StartsWith('{') ? block : "{" + block + "}", page + ".json").Entries)
            {
                root = section is null ? root.With(key, value) : root.With(section, root.Get(section)!.With(key, value));
            }
        }

        File.WriteAllText(work["page.json"], ConfigWriter.ToJson(root.ToPlain()));
        var (code, _, error) = Workspace.Run(["--silent", "new", "page.json", "sessions", "name=counting", .. quick, .. Quick]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        if (page == "custom-task.md")
        {
            Workspace.Run("--silent", "resume", "sessions/counting", "trainer.epochs=2").ShouldBe((0, "", ""));
            File.ReadAllText(work["sessions/counting/logs/task.log"]).ShouldContain("samples/own-task/Counting.cs:Samples.Counting(input_key='image', count_key='things', most_things=4, meta_keys=[])");
        }
    }

    [Theory]
    [InlineData("custom-trainer.md", "samples/own-trainer/MixUpTrainer.cs")]
    [InlineData("custom-task.md", "samples/own-task/Counting.cs")]
    [InlineData("metrics-in-tensorboard.md", "samples/own-metric/WorstClass.cs")]
    public void Code_of_the_page_is_that_of_the_sample(string page, string sample)
    {
        var text = Page(page);
        Code().Match(text).Groups[1].Value.Trim().ShouldBe(File.ReadAllText(Repository.File(sample)).Trim());
    }

    [Theory]
    [InlineData("segmentation.md")]
    [InlineData("detection.md")]
    [InlineData("super-resolution.md")]
    [InlineData("regression.md")]
    [InlineData("auto-encoder.md")]
    [InlineData("custom-trainer.md")]
    [InlineData("custom-task.md")]
    [InlineData("metrics-in-tensorboard.md")]
    public void Files_that_the_page_names_exist(string page)
    {
        foreach (Match name in Links().Matches(Page(page)))
        {
            var file = name.Groups[1].Success ? Path.Combine("docs", name.Groups[1].Value) : name.Value;
            File.Exists(Repository.File(file)).ShouldBeTrue(file);
        }

        File.ReadAllText(Repository.File("README.md")).ShouldContain($"(docs/{page})");
    }

    private static string Page(string name) => File.ReadAllText(Repository.File("docs", name));

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Configurations();

    // A block may belong into a section of the shipped configuration.
    [GeneratedRegex(@"^// In configs/[\w.-]+, (\w+):")]
    private static partial Regex InSection();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([\w/.-]+)\)|configs/[\w-]+\.(?:json|yml)|samples/[\w/-]+\.cs")]
    private static partial Regex Links();
}
