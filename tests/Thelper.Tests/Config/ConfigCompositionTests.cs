using Thelper.Config;

namespace Thelper.Tests.Config;

/// <summary>Configurations of several files, and what stands for something else in them.</summary>
public sealed class ConfigCompositionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("composition").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Maps_are_merged_and_a_later_file_wins()
    {
        Write("a.yaml", "trainer: {epochs: 1, save_freq: 2}\nloaders: {batch_size: 4}\nlist: [1, 2]\n");
        Write("b.json", """{"trainer": {"epochs": 5}, "list": [3]}""");
        var root = Load("c.yaml", "base: [a.yaml, b.json]\ntrainer: {monitor: loss}\n");
        ConfigWriter.ToJson(root.Get("trainer")).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).ShouldBe("""{"epochs":5,"save_freq":2,"monitor":"loss"}""");
        root.Get("list")!.Items.Single().Value.ShouldBe(3L);
        root.Has("base").ShouldBeFalse();
        root.Get("name")!.Value.ShouldBe("c");
    }

    [Fact]
    public void Every_value_keeps_the_place_that_it_comes_from()
    {
        Write("parts/a.yaml", "x: 1\ntrainer:\n    epochs: 1\n    on_nan: never\n");
        var root = Load("c.yaml", "base: parts/a.yaml\ntrainer: {save_freq: 2}\n", "trainer.epochs=9");
        root.Get("trainer")!.Get("on_nan")!.Where.ShouldBe($"{Path.Combine(folder, "parts/a.yaml")}:4: trainer.on_nan");
        root.Get("trainer")!.Get("save_freq")!.Where.ShouldBe($"{Path.Combine(folder, "c.yaml")}:2: trainer.save_freq");
        root.Get("trainer")!.Get("epochs")!.File.ShouldBe(ConfigOverrides.Place);
    }

    [Fact]
    public void Paths_are_relative_to_the_file_that_names_them()
    {
        Write("common/root.yaml", "x: 1\n");
        Write("common/mine/middle.yaml", "base: ../root.yaml\ny: 2\n");
        var root = Load("c.yaml", "base: common/mine/middle.yaml\n");
        (root.Get("x")!.Value, root.Get("y")!.Value).ShouldBe((1L, 2L));
    }

    [Fact]
    public void Another_type_does_not_get_the_parameters_of_the_one_below()
    {
        Write("a.yaml", "optimizer: {type: torch.optim.Adam, params: {amsgrad: true}}\nloss: {type: L, params: {a: 1}}\n");
        var root = Load("c.yaml", "base: a.yaml\noptimizer: {type: torch.optim.SGD, params: {lr: 0.1}}\nloss: {type: L, params: {b: 2}}\n");
        root.Get("optimizer")!.Get("params")!.Entries.Select(entry => entry.Key).ShouldBe(["lr"]);
        root.Get("loss")!.Get("params")!.Entries.Select(entry => entry.Key).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_section_may_be_called_otherwise_in_the_file_below()
    {
        Write("a.json", """{"data_config": {"batch_size": 4, "workers": 2}}""");
        var root = Load("c.yaml", "base: a.json\nloaders: {batch_size: 8}\n");
        root.Has("loaders").ShouldBeFalse();
        root.Get("data_config")!.Get("batch_size")!.Value.ShouldBe(8L);
        root.Get("data_config")!.Get("workers")!.Value.ShouldBe(2L);
    }

    [Fact]
    public void Circles_missing_files_and_what_is_no_path_are_refused_where_they_are_named()
    {
        Write("a.yaml", "base: b.yaml\n");
        Write("b.yaml", "\nbase: a.yaml\n");
        Refused("c.yaml", "base: a.yaml\n").ShouldBe($"{Path.Combine(folder, "b.yaml")}:2: base: the files are based on each other: a.yaml -> b.yaml -> a.yaml; leave one of these out");
        Refused("d.yaml", "base: d.yaml\n").ShouldContain("d.yaml -> d.yaml");
        Refused("e.yaml", "\nbase: [nowhere.yaml]\n").ShouldBe($"{Path.Combine(folder, "e.yaml")}:2: base[0]: {Path.Combine(folder, "nowhere.yaml")}: the file does not exist");
        Refused("f.yaml", "base: 3\n").ShouldEndWith("expected the path of a configuration, or a list of paths, got 3");
        Refused("h.yaml", "base: \"\"\n").ShouldBe($"{Path.Combine(folder, "h.yaml")}:1: base: names no file: it is empty, as a variable that is not set");
        Refused("i.yaml", "base: [\"${env:THELPER_NO_SUCH_VARIABLE:-}\"]\n").ShouldContain("base[0]: names no file");
        Refused("g.yaml", "x: 1\n", "base=a.yaml").ShouldBe("command line: base=a.yaml: the files that a configuration is based on are named in the file itself");
    }

    [Fact]
    public void Files_that_name_each_other_over_and_over_end_in_a_message()
    {
        for (var i = 0; i < 8; i++)
        {
            Write($"{i}.yaml", i == 7 ? "x: 1\n" : $"base: [{i + 1}.yaml, {i + 1}.yaml]\n");
        }

        Refused("c.yaml", "base: 0.yaml\n").ShouldContain("more than 100 files");
    }

    [Fact]
    public void A_file_that_a_session_wrote_has_no_base_and_its_texts_stay()
    {
        Write("s/config.latest.json", """{"x": "${env:HOME}"}""");
        Write("s/evil.yaml", "base: ../secret.yaml\n");
        Write("secret.yaml", "password: 1\n");
        string? SessionOf(string file) => Path.GetFullPath(file).StartsWith(Path.Combine(folder, "s") + '/', StringComparison.Ordinal) ? Path.Combine(folder, "s") : null;
        var error = Should.Throw<UserErrorException>(() => ConfigLoader.Load(Path.Combine(folder, "s/evil.yaml"), null, SessionOf));
        error.Message.ShouldContain("a file in its folder which wants others may be a stranger's");

        // Named as a base, it makes the whole configuration one that may be a stranger's.
        Write("mine.yaml", "base: s/config.latest.json\ny: \"${env:HOME}\"\n");
        var (root, receivedIn) = ConfigLoader.Load(Path.Combine(folder, "mine.yaml"), null, SessionOf);
        receivedIn.ShouldBe(Path.Combine(folder, "s"));
        root.Get("x")!.Value.ShouldBe("${env:HOME}");
        root.Get("y")!.Value.ShouldBe(Environment.GetEnvironmentVariable("HOME"));
        ConfigLoader.Load(Path.Combine(folder, "secret.yaml"), null, SessionOf).ReceivedIn.ShouldBeNull();
    }

    [Fact]
    public void Variables_and_the_home_folder()
    {
        var home = Environment.GetEnvironmentVariable("HOME");
        var root = Load(
            "c.yaml",
            """
            text: "at ${env:HOME}/x"
            whole: "${env:THELPER_NO_SUCH_VARIABLE:-8}"
            part: "n${env:THELPER_NO_SUCH_VARIABLE:-8}"
            plain: "$${env:HOME}"
            path: ~/data
            nothing: ~
            inner: {list: ["${env:HOME}", 3]}
            ${env:HOME}: key
            """,
            "over=~/x", "again=$${env:HOME}");
        root.Get("text")!.Value.ShouldBe($"at {home}/x");
        root.Get("whole")!.Value.ShouldBe(8L);
        root.Get("part")!.Value.ShouldBe("n8");
        root.Get("plain")!.Value.ShouldBe("${env:HOME}");
        root.Get("path")!.Value.ShouldBe($"{home}/data");
        root.Get("nothing")!.Kind.ShouldBe(ConfigKind.Null);
        root.Get("inner")!.Get("list")!.Items[0].Value.ShouldBe(home);
        root.Get("over")!.Value.ShouldBe($"{home}/x");
        root.Get("again")!.Value.ShouldBe("${env:HOME}");
        root.Has("${env:HOME}").ShouldBeTrue();
    }

    [Fact]
    public void Variables_that_are_not_set_are_named_all_at_once()
    {
        var file = Path.Combine(folder, "c.yaml");
        Refused("c.yaml", "a: \"${env:THELPER_A}\"\nb: \"x${env:THELPER_B}\"\n").ShouldBe(
            $"{file}:1: a: the environment variable 'THELPER_A' is not set; set it, or write ${{env:THELPER_A:-value}} for a value without it\n"
            + $"{file}:2: b: the environment variable 'THELPER_B' is not set; set it, or write ${{env:THELPER_B:-value}} for a value without it");
        Refused("d.yaml", "a: 1\n", "a=${env:THELPER_A}").ShouldStartWith("command line: a=${env:THELPER_A}: the value cannot be read: the environment variable 'THELPER_A' is not set;");
    }

    [Fact]
    public void An_editor_s_schema_is_no_section()
    {
        var sections = ConfigSections.Read(Load("c.json", """{"$schema": "thelper.schema.json", "bypass_queries": true}"""));
        sections.Errors.Messages.ShouldBeEmpty();
        sections.Root.Has("$schema").ShouldBeFalse();
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private ConfigNode Load(string name, string text, params string[] overrides)
    {
        Write(name, text);
        return ConfigLoader.Load(Path.Combine(folder, name), overrides);
    }

    private string Refused(string name, string text, params string[] overrides) => Should.Throw<UserErrorException>(() => Load(name, text, overrides)).Message;
}
