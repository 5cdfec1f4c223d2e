namespace Thelper.Cli.Tests;

/// <summary>Names out of configurations name files; what they say is shown as it is, and does nothing.</summary>
public class HostileNamesTests
{
    [Theory]
    [InlineData("""name="t\u0000x" """, "name: the session's name has a control character ('t\\x00x')")]
    [InlineData("name=../up", "name: the session's name has a separator of folders")]
    [InlineData("name=..", "name: the session's name is '..'")]
    [InlineData("name=-rf", "name: the session's name begins with a dash")]
    [InlineData("""trainer.metrics={"../../../x": {"type": "thelper.optim.Accuracy"}}""", "the metric's name has a separator of folders")]
    [InlineData("""trainer.metrics={"/tmp-of-yours/abs": {"type": "thelper.train.ConfusionMatrix"}}""", "the metric's name has a separator of folders")]
    [InlineData("""trainer.test_metrics={"a\\b": {"type": "thelper.optim.Accuracy"}}""", "the metric's name has a separator of folders")]
    [InlineData("""datasets={"a/b": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "digits"}}}""", "the data set's name has a separator of folders")]
    [InlineData("""split={"archive_name": "../x.hdf5"}""", "the archive's name has a separator of folders")]
    public void Every_verb_refuses_them_before_anything_is_written(string change, string expected)
    {
        using var work = new Workspace();
        foreach (var verb in new[] { "check", "new", "split", "stats" })
        {
            string[] folder = verb is "new" or "split" ? ["out"] : [];
            var (code, output, error) = Workspace.Run(["--silent", verb, "classif.json", .. folder, change.Trim()]);
            (code, output).ShouldBe((2, ""));
            error.ShouldContain(expected);
        }

        work.Files("out").ShouldBeEmpty();
    }

    [Fact]
    public void All_are_told_at_once_each_with_its_line()
    {
        using var work = new Workspace();
        File.WriteAllText(
            work["c.json"],
            $$$$"""
            {"name": "a/b",
            "datasets": {"\u001b[31m": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "digits"}}},
            "loaders": {"train_split": {"\u001b[31m": 1.0}},
            "trainer": {"epochs": 1, "metrics": {
            "-x": {"type": "thelper.optim.Accuracy"},
            "{{{{new string('x', 300)}}}}": {"type": "thelper.optim.Accuracy"}}},
            "model": {"type": "thelper.nn.lenet.LeNet"}}
            """);
        var (code, _, error) = Workspace.Run("--silent", "check", "c.json");
        code.ShouldBe(2);
        error.ShouldNotContain("\u001b");
        var lines = error.Split('\n');
        lines.ShouldContain(line => line.StartsWith("c.json:1: name: the session's name", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("c.json:2: datasets.\\x1b[31m: the data set's name", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("c.json:5: trainer.metrics.-x: the metric's name", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("c.json:6: trainer.metrics.xxx", StringComparison.Ordinal) && line.Contains("has 300 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_from_a_file_steers_the_terminal()
    {
        using var work = new Workspace();
        foreach (var name in new[] { "50% @x_{1} `touch ran` \u202etxt", "3", "7" })
        {
            Directory.CreateDirectory(work[$"data/{name}"]);
            for (var i = 0; i < 4; i++)
            {
                File.Copy(Directory.GetFiles(work["digits/0"])[i], work[$"data/{name}/{i}.png"]);
            }
        }

        string[] own = ["datasets.digits.params.root=data", "loaders.train_split.digits=0.5", "loaders.valid_split.digits=0.25", "loaders.test_split.digits=0.25", "trainer.epochs=1"];
        var (code, output, _) = Workspace.Run(["check", "classif.json", .. own]);
        code.ShouldBe(0);
        output.ShouldContain("50% @x_{1} `touch ran` \\u202etxt (4)");
        var (made, said, error) = Workspace.Run(["new", "classif.json", "out", .. own]);
        made.ShouldBe(0);
        var logs = Directory.GetFiles(work["out"], "*.log", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is "data.log" or "trainer.log" or "modules.log");
        foreach (var text in logs.Select(File.ReadAllText).Concat([output, said, error]))
        {
            text.ShouldNotContain("\u202e");
        }

        error.ShouldNotContain("gnuplot");
        File.Exists(work["ran"]).ShouldBeFalse();
    }
}
