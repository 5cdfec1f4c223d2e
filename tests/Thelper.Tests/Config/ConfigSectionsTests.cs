using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class ConfigSectionsTests
{
    [Theory]
    [InlineData("""{"trainner": {}}""", "x.json:1: trainner: unknown section (did you mean 'trainer'?)")]
    [InlineData("""{"trainner": {}, "trainer": {}}""", "x.json:1: trainner: unknown section (did you mean 'trainer'?)")]
    [InlineData("""{"loader": {}}""", "x.json:1: loader: unknown section (did you mean 'loaders'?)")]
    [InlineData("""{"Model": {}}""", "x.json:1: Model: unknown section (did you mean 'model'?)")]
    [InlineData("""{"overwite": true}""", "x.json:1: overwite: unknown section (did you mean 'overwrite'?)")]
    [InlineData("""{"bypas_queries": true}""", "x.json:1: bypas_queries: unknown section (did you mean 'bypass_queries'?)")]
    [InlineData("""{"bypass_queries": 1}""", "x.json:1: bypass_queries: expected true or false, got 1")]
    [InlineData("""{"cudnn": {"benchmarks": true}}""", "x.json:1: cudnn.benchmarks: unknown key (did you mean 'benchmark'?)")]
    public void A_mistake_of_the_top_level_is_reported(string json, string message)
        => Error(ConfigSections.Read(Json(json)).Errors.ThrowIfAny).ShouldBe(message);

    [Fact]
    public void What_is_like_nothing_is_told_the_sections_and_the_names_that_are_free()
    {
        var message = Error(ConfigSections.Read(Json("""{"my_own_section": {}}""")).Errors.ThrowIfAny);
        message.ShouldStartWith("x.json:1: my_own_section: unknown section (expected one of: name, output_root_dir, datasets, loaders, model, trainer, ");
        message.ShouldEndWith("; names of your own begin with '_' or 'x-')");
    }

    [Fact]
    public void All_mistakes_come_at_once_with_their_places()
        => Error(ConfigSections.Read(ConfigOverrides.Apply(Json("{\"nam\": \"a\",\n\"modle\": {}}"), ["trainr.epochs=7", "loader=3"])).Errors.ThrowIfAny).ShouldBe(
            """
            command line: trainr: unknown section (did you mean 'trainer'?)
            command line: loader: unknown section (did you mean 'loaders'?)
            x.json:1: nam: unknown section (did you mean 'name'?)
            x.json:2: modle: unknown section (did you mean 'model'?)
            """.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("""{"_notes": "x", "x-anchors": {}, "__": 1}""")]
    [InlineData("""{"name": "x", "datasets": {}, "loaders": {}, "model": {}, "trainer": {}, "split": {}, "reproducible": "portable"}""")]
    [InlineData("""{"bypass_queries": true, "overwrite": false, "sys": ".", "cudnn": {"benchmark": true, "deterministic": false}, "orion": {"report": false}, "cudnn_benchmark": true, "cudnn_deterministic": true}""")]
    [InlineData("""{"viz": {}, "visualization": {}, "visualizations": {}, "annotator": {}, "export": {}, "plt": {}, "pyplot": {}, "matplotlib": {}, "gdal": {}, "log_samples": true, "log_samples_metadata": true}""")]
    [InlineData("""{"runner": {}, "tester": {}, "data_config": {}, "session_name": "x", "output_dir_name": "x", "output_directory_name": "x", "output_root_dir": "x", "output_root_directory": "x"}""")]
    public void Everything_that_some_verb_reads_is_allowed(string json) => ConfigSections.Read(Json(json)).Errors.Count.ShouldBe(0);

    [Fact]
    public void The_originals_configurations_pass()
    {
        foreach (var name in new[] { "classif", "segm", "sr", "detect" })
        {
            ConfigSections.Read(ConfigLoader.Load(Golden(name + ".json"))).Errors.Count.ShouldBe(0);
        }
    }

    // As the original looks for them: the first that is present counts.
    [Fact]
    public void A_section_has_one_name_whatever_the_file_calls_it()
    {
        var sections = ConfigSections.Read(Json("""{"name": "a", "session_name": "b", "tester": {"x": 1}, "runner": {"x": 2}, "loaders": {"x": 3}, "data_config": {"x": 4}, "output_root_directory": "out"}"""));
        sections.Name!.Value.ShouldBe("b");
        sections.Trainer!.Get("x")!.Value.ShouldBe(2L);
        sections.Loaders!.Get("x")!.Value.ShouldBe(4L);
        sections.OutputRootDir.ShouldBe("out");
        sections.Warnings.ShouldBe(["the section 'data_config' has a new name; call it 'loaders'"]);
        sections.Root.Entries.Count.ShouldBe(7);
    }

    [Fact]
    public void An_override_may_call_a_section_by_any_of_its_names()
    {
        var root = ConfigOverrides.Apply(Json("""{"session_name": "a", "runner": {"epochs": 1}, "data_config": {"workers": 1}}"""), ["trainer.epochs=2", "loaders.workers=3", "name=b", "visualization.x=1"]);
        ConfigWriter.ToJson(root.ToPlain()).ShouldBe(ConfigWriter.ToJson(Json("""{"session_name": "b", "runner": {"epochs": 2}, "data_config": {"workers": 3}, "visualization": {"x": 1}}""").ToPlain()));
        var both = ConfigOverrides.Apply(Json("""{"trainer": {"epochs": 1}, "tester": {"epochs": 2}}"""), ["tester.epochs=3"]);
        both.Get("tester")!.Get("epochs")!.Value.ShouldBe(3L);
        both.Get("trainer")!.Get("epochs")!.Value.ShouldBe(1L);
    }

    [Fact]
    public void What_a_checkpoint_has_and_nobody_knows_is_warned_about()
    {
        var stored = ConfigNode.FromPlain(new Dictionary<string, object?> { ["name"] = "a", ["trainner"] = 1L }, "checkpoint a.pth", "");
        var sections = ConfigSections.ReadStored(ConfigOverrides.Apply(stored, ["trainr.epochs=7"]), "sessions/a");
        sections.Warnings.ShouldBe(["checkpoint a.pth: trainner: unknown section (did you mean 'trainer'?)"]);
        Error(sections.Errors.ThrowIfAny).ShouldBe("command line: trainr: unknown section (did you mean 'trainer'?)");
    }
}
