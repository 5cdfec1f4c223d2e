using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>What a received session can do here without its user's consent: nothing. docs/security.md says so.</summary>
public class TrustTests
{
    // Whoever compiles it says so; whoever loads the library of that content does, too.
    private const string Code = "this does not compile";

    public static TheoryData<string, string> Ways => new()
    {
        { "model_type", "\"evil.cs:Evil.Net\"" },
        { "task", "\"evil.cs:Evil.Task(input_key='image')\"" },
        { "config.datasets.digits.type", "\"evil.cs:Evil.Data\"" },
        { "config.datasets.digits.type", "\"ROOT/evil.cs:Evil.Data\"" },
        { "config.datasets.digits.type", "\"received/../evil.cs:Evil.Data\"" },
        { "config.datasets.digits.type", "\"link.cs:Evil.Data\"" },
        { "config.datasets.digits.type", "\"EVIL.CS:Evil.Data\"" },
        { "config.datasets.digits.type", "\"evil.dll:Evil.Data\"" },
        { "config.datasets.digits", """{"type": "thelper.data.ExternalDataset", "params": {"dataset": "evil.cs:Evil.Data", "root": "x"}}""" },
        { "config.datasets.digits.task", """{"type": "evil.cs:Evil.Task", "params": {}}""" },
        { "config.datasets.digits.transforms", """[{"operation": "evil.cs:Evil.Step"}]""" },
        { "config.datasets", "\"data.json\"" },
        { "config.loaders.base_transforms", """[{"operation": "evil.cs:Evil.Step", "target_key": "image"}]""" },
        { "config.loaders.train_augments", """{"append": true, "transforms": [{"operation": "evil.cs:Evil.Step", "target_key": "image"}]}""" },
        { "config.loaders.train_sampler", """{"type": "evil.cs:Evil.Sampler"}""" },
        { "config.loaders.collate_fn", """{"type": "evil.cs:Evil.Collate"}""" },
        { "config.trainer.type", "\"evil.cs:Evil.Trainer\"" },
        { "config.trainer.metrics", """{"accuracy": {"type": "evil.cs:Evil.Metric"}}""" },
        { "config.trainer.optimization.loss", """{"type": "evil.cs:Evil.Loss"}""" },
        { "config.trainer.optimization.optimizer", """{"type": "evil.cs:Evil.Optimizer"}""" },
        { "config.trainer.optimization.scheduler", """{"type": "evil.cs:Evil.Scheduler"}""" },
        { "config.trainer.train_callback", "\"evil.cs:Evil.Class.Method\"" },
        { "config.trainer.test_logger", "\"evil.cs:Evil.Logger\"" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Code_that_a_received_checkpoint_names_is_not_even_compiled(string place, string value)
    {
        using var work = new Workspace();
        var received = Received(work, place, value);
        var (code, _, error) = Workspace.Run("--silent", "resume", received);
        code.ShouldBe(2);
        error.ShouldContain("runs code of ");
        error.ShouldContain("--trust");
        error.ShouldNotContain("does not compile");
        error.ShouldNotContain("is not a .NET library");
        work.Files("received").ShouldBe(["checkpoints/ckpt.best.pth"]);

        // That the place is one where code is run shows what happens once the user agrees.
        (code, _, error) = Workspace.Run("--silent", "resume", "--trust", received);
        code.ShouldBe(2);
        error.ShouldMatch("does not compile|is not a .NET library");
    }

    [Fact]
    public void A_configuration_of_ones_own_does_not_let_a_checkpoints_code_run()
    {
        using var work = new Workspace();
        var received = Received(work, "model_type", "\"evil.cs:Evil.Net\"");
        foreach (var arguments in new[] { new[] { "new", "classif.json", "out", $$"""model={"ckptdata": "{{received}}"}""" }, ["resume", received, "-c", "classif.json"] })
        {
            var (code, _, error) = Workspace.Run(["--silent", .. arguments]);
            code.ShouldBe(2);
            error.ShouldContain($"runs code of {work["evil.cs"]} (SHA-256 ");
            work.Files("out").ShouldBeEmpty();
            Workspace.Run(["--silent", .. arguments, """x-mine="evil.cs:Evil.Net" """.Trim()]).Error.ShouldContain("does not compile");
        }
    }

    [Fact]
    public void A_configuration_in_a_sessions_folder_is_the_sessions()
    {
        using var work = new Workspace();
        work.Files();
        Directory.CreateDirectory(work["received/logs"]);
        File.WriteAllText(work["evil.cs"], Code);
        var text = File.ReadAllText(work["classif.json"]).Replace("thelper.optim.Accuracy", "evil.cs:Evil.Metric", StringComparison.Ordinal);
        File.WriteAllText(work["own.json"], text);
        Workspace.Run("--silent", "check", "own.json").Error.ShouldContain("does not compile");
        File.WriteAllText(work["received/config.latest.json"], text);
        File.WriteAllText(work["received/logs/config.a.json"], text);
        Directory.CreateDirectory(work["received/a/b/c/d/e"]);
        File.WriteAllText(work["received/a/b/c/d/e/own.json"], text);
        File.CreateSymbolicLink(work["link.json"], work["received/config.latest.json"]);
        File.WriteAllText(work["received/logs/data.json"], """{"digits": {"type": "evil.cs:Evil.Data"}}""");
        File.WriteAllText(work["data.json"], Config.ConfigWriter.ToJson(Config.ConfigLoader.Load(work["classif.json"], ["datasets=received/logs/data.json"]).ToPlain()));
        foreach (var file in new[] { "received/config.latest.json", "received/logs/config.a.json", "received/a/b/c/d/e/own.json", "link.json", "data.json" })
        {
            foreach (var verb in new[] { "check", "new", "split" })
            {
                var (code, _, error) = Workspace.Run(verb == "check" ? ["--silent", verb, file] : ["--silent", verb, file, "out"]);
                code.ShouldBe(2);
                error.ShouldContain("runs code of ");
            }
        }

        work.Files("out").ShouldBeEmpty();
    }

    [Fact]
    public void A_session_made_here_goes_on_unasked_until_its_code_changes_or_it_comes_from_elsewhere()
    {
        using var work = new Workspace();
        work.Open();
        string[] quick = [.. Workspace.Quick, "trainer.monitor=null"];
        Workspace.Run(["--silent", "new", "classif.json", "out", "trainer.epochs=1", .. quick, .. work.Gate(9)]).ShouldBe((0, "", ""));
        var session = Directory.GetDirectories(work["out"]).ShouldHaveSingleItem();
        Workspace.Run("--silent", "resume", session, "trainer.epochs=2").ShouldBe((0, "", ""));

        Directory.Move(session, work["received"]);
        Workspace.Run("--silent", "resume", "received", "trainer.epochs=3").Error.ShouldContain($"runs code of {work["Gate.cs"]}");
        Workspace.Run("--silent", "--trust", "resume", "received", "trainer.epochs=3").ShouldBe((0, "", ""));
        Workspace.Run("--silent", "resume", "received", "trainer.epochs=4").ShouldBe((0, "", ""));

        File.AppendAllText(work["Gate.cs"], "// another");
        Workspace.Run("--silent", "resume", "received", "trainer.epochs=5").Error.ShouldContain("changed since you agreed");
    }

    [Theory]
    [InlineData("config.trainer.output_dir", "\"elsewhere\"")]
    [InlineData("config.trainer.output_dir", "\"received/checkpoints/../../elsewhere\"")]
    [InlineData("config.loaders.cache", """{"type": "disk", "folder": "elsewhere"}""")]
    [InlineData("config.datasets.digits", """{"type": "torchvision.datasets.MNIST", "params": {"root": "elsewhere", "download": true}}""")]
    public void A_received_session_writes_nowhere_but_where_the_user_says(string place, string value)
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run("--silent", "resume", Received(work, place, value));
        code.ShouldBe(2);
        error.ShouldContain($"writes into {work["elsewhere"]}");
        Directory.Exists(work["elsewhere"]).ShouldBeFalse();
    }

    [Fact]
    public void A_lonely_checkpoint_does_not_choose_the_folder_of_sessions()
    {
        using var work = new Workspace();
        var file = Path.Combine(Received(work, "config.output_root_dir", "\"elsewhere\""), "checkpoints", "ckpt.best.pth");
        Directory.Delete(work["received/logs"]);
        var (code, _, error) = Workspace.Run("--silent", "resume", file);
        code.ShouldBe(2);
        error.ShouldContain($"writes into {work["elsewhere"]}");
    }

    [Theory]
    [InlineData("logs/data.log", "nothing.txt")]
    [InlineData("config.latest.json", "target/file.txt")]
    [InlineData("output", "target")]
    [InlineData("checkpoints/../output", "../target")]
    public void Links_that_lead_out_of_a_session_are_refused(string link, string target)
    {
        using var work = new Workspace();
        var received = Received(work, "config.name", "\"received\"");
        Directory.CreateDirectory(work["target"]);
        File.WriteAllText(work["target/file.txt"], "mine");
        File.CreateSymbolicLink(work[$"received/{link}"], target.StartsWith('.') ? target : work[target]);
        foreach (var arguments in new[] { new[] { "resume", received }, ["new", "classif.json", ".", "name=received"], ["new", "classif.json", "out", """model={"ckptdata": "received"}"""] })
        {
            var (code, _, error) = Workspace.Run(["--silent", .. arguments]);
            code.ShouldBe(2);
            error.ShouldContain("must not lead out of it");
        }

        work.Files("target").ShouldBe(["file.txt"]);
        File.ReadAllText(work["target/file.txt"]).ShouldBe("mine");
        File.Exists(work["nothing.txt"]).ShouldBeFalse();
    }

    // The original's checkpoint in a session's folder, with one value changed; the code that it names lies where it says.
    private static string Received(Workspace work, string place, string value)
    {
        foreach (var name in new[] { "evil.cs", "EVIL.CS", "evil.dll", "target.txt" })
        {
            File.WriteAllText(work[name], Code);
        }

        File.CreateSymbolicLink(work["link.cs"], work["target.txt"]);
        File.WriteAllText(work["data.json"], """{"digits": {"type": "evil.cs:Evil.Data"}}""");
        Directory.CreateDirectory(work["received/logs"]);
        Directory.CreateDirectory(work["received/checkpoints"]);
        using var scope = Torch.torch.NewDisposeScope();
        var content = (PyDict)Checkpoints.Load(Path.Combine(Workspace.Golden, "ckpt.best.pth"))!;
        var keys = place.Split('.');
        var at = content;
        foreach (var key in keys[..^1])
        {
            at = (PyDict)at[key]!;
        }

        at[keys[^1]] = Pickled(Config.ConfigLoader.Parse(value.Replace("ROOT", work.Path, StringComparison.Ordinal), "value").ToPlain());
        Checkpoints.Save(content, work["received/checkpoints/ckpt.best.pth"]);
        return "received";
    }

    private static object? Pickled(object? plain)
    {
        if (plain is IReadOnlyDictionary<string, object?> map)
        {
            var dict = new PyDict();
            foreach (var (key, value) in map)
            {
                dict[key] = Pickled(value);
            }

            return dict;
        }

        return plain is IReadOnlyList<object?> list ? list.Select(Pickled).ToList() : plain;
    }
}
