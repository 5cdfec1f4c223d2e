using Thelper.Config;
using Thelper.Sessions;

namespace Thelper.Tests.Sessions;

public class SessionDirectoryTests
{
    [Fact]
    public void Plans_without_touching_the_disk_and_creates_the_documented_layout()
    {
        using var folder = new TemporaryFolder();
        var config = Config("""{"name": "abc", "trainer": {"lr": 0.001}}""");
        var session = Plan(config, folder["root"], Questions.Bypassed);
        Directory.Exists(folder["root"]).ShouldBeFalse();

        session.Create(config.Root);
        session.RecordConfiguration(config.Root);
        session.Dispose();
        Directory.GetFileSystemEntries(folder["root/abc"]).Select(Path.GetFileName).Order()
            .ShouldBe(["checkpoints", "config.latest.json", "logs", "output"]);
        Directory.Exists(folder["root/abc/output/abc"]).ShouldBeTrue();
        var stored = File.ReadAllText(folder["root/abc/config.latest.json"]);
        stored.ShouldBe("{\n    \"name\": \"abc\",\n    \"trainer\": {\n        \"lr\": 0.001\n    }\n}");
        File.ReadAllText(Path.Combine(session.Logs, $"config.{session.Stamp}.json")).ShouldBe(stored);
    }

    [Fact]
    public void Rolling_back_removes_what_was_made_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var keep = folder.Write("root/keep.txt", "x");
        var config = Config("""{"name": "abc"}""");
        var session = Plan(config, folder["root"], Questions.Bypassed);
        session.Create(config.Root);
        File.WriteAllText(Path.Combine(session.Logs, "data.log"), "later");
        session.RollBack();
        Directory.GetFileSystemEntries(folder["root"]).ShouldBe([keep]);
    }

    [Fact]
    public void Rolling_back_leaves_what_other_runs_have_made_meanwhile()
    {
        using var folder = new TemporaryFolder();
        var failing = Plan(Config("""{"name": "failing"}"""), folder["root"], Questions.Bypassed);
        failing.Create(Config("""{"name": "failing"}""").Root);
        using var other = Plan(Config("""{"name": "other"}"""), folder["root"], Questions.Bypassed);
        other.Create(Config("""{"name": "other"}""").Root);
        var weights = folder.Write("root/other/checkpoints/ckpt.0000.pth", "weights");
        var note = folder.Write("root/failing/output/failing/note.txt", "the user's");
        failing.RollBack();
        File.ReadAllText(weights).ShouldBe("weights");
        File.ReadAllText(note).ShouldBe("the user's");
        Directory.Exists(folder["root/failing/logs"]).ShouldBeFalse();
    }

    [Fact]
    public void Rolling_back_leaves_outputs_in_a_folder_that_sessions_share()
    {
        using var folder = new TemporaryFolder();
        var config = Config("""{"name": "abc"}""");
        var session = Plan(config, folder["root"], Questions.Bypassed);
        session.Create(config.Root);
        session.WillCreate(folder["shared/train"]);
        session.WillCreate(folder["empty/train"]);
        Directory.CreateDirectory(folder["empty/train"]);
        var report = folder.Write("shared/train/accuracy-0000.txt", "another session's");
        session.RollBack();
        File.ReadAllText(report).ShouldBe("another session's");
        Directory.Exists(folder["empty/train"]).ShouldBeFalse();
        Directory.Exists(folder["root"]).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_in_use_is_refused_and_nothing_in_it_is_touched()
    {
        using var folder = new TemporaryFolder();
        var config = Config("""{"name": "abc"}""");
        var late = Plan(config, folder.Path, Questions.Bypassed);
        using var first = Plan(config, folder.Path, Questions.Bypassed);
        first.Create(config.Root);
        var before = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Should.Throw<UserErrorException>(() => Plan(config, folder.Path, Questions.Bypassed)).Message.ShouldContain("is in use by process");
        Should.Throw<UserErrorException>(() => late.Create(config.Root)).Message.ShouldContain("is in use by process");
        late.RollBack();
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldBe(before);
    }

    [Fact]
    public void Temporary_files_of_runs_that_died_are_removed_at_the_start()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder.Write("abc/checkpoints/.ckpt.best.pth.x1y2z3u4.abc.tmp", "half");
        folder.Write("abc/output/abc/train-x/.confmat-0000.png.x1y2z3u4.abc.tmp", "half");
        var own = folder.Write("abc/.notes.tmp", "the user's");
        Directory.CreateDirectory(folder["abc/logs"]);
        var config = Config("""{"name": "abc"}""");
        using var session = PlanResume(config, null, checkpoint, Questions.Bypassed);
        session.Create(config.Root);
        Directory.GetFiles(folder.Path, "*.tmp", SearchOption.AllDirectories).ShouldBe([own]);
    }

    [Fact]
    public void Rolling_back_in_a_used_folder_restores_its_files()
    {
        using var folder = new TemporaryFolder();
        folder.Write("abc/config.latest.json", "before");
        folder.Write("abc/logs/config.old.json", "old");
        var checkpoint = folder.Write("abc/checkpoints/ckpt.best.pth", "weights");
        var config = Config("""{"name": "abc"}""");
        var session = PlanResume(config, null, checkpoint, Questions.Bypassed);
        session.Create(config.Root);
        session.RollBack();
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.Path, f)).Order()
            .ShouldBe(["abc/checkpoints/ckpt.best.pth", "abc/config.latest.json", "abc/logs/config.old.json"]);
        File.ReadAllText(folder["abc/config.latest.json"]).ShouldBe("before");
    }

    [Fact]
    public void Rolling_back_restores_the_table_of_metrics_and_its_chart()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder.Write("abc/checkpoints/ckpt.0000.vm-20260101-000000.pth", "weights");
        folder.Write("abc/logs/data.log", "");
        var table = folder.Write("abc/output/abc/metrics.csv", "epoch\n0\n1\n");
        var chart = folder.Write("abc/output/abc/loss.png", "chart");
        var config = Config("""{"name": "abc"}""");
        var session = PlanResume(config, null, checkpoint, Questions.Bypassed);
        session.Create(config.Root);
        File.WriteAllText(table, "epoch\n0\n");
        File.Delete(chart);
        session.RollBack();
        File.ReadAllText(table).ShouldBe("epoch\n0\n1\n");
        File.ReadAllText(chart).ShouldBe("chart");
    }

    [Fact]
    public void A_file_in_the_way_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("root", "x");
        Should.Throw<UserErrorException>(() => Plan(Config("""{"name": "abc"}"""), file, Questions.Bypassed)).Message.ShouldContain(file);
    }

    [Fact]
    public void The_configured_root_wins_over_the_given_one_without_a_question()
    {
        using var folder = new TemporaryFolder();
        var config = Config($$"""{"name": "abc", "output_root_dir": "{{folder["mine"]}}"}""");
        Plan(config, folder["given"], Questions.Bypassed).Path.ShouldBe(folder["mine/abc"]);
        using var output = new StringWriter();
        Plan(config, folder["given"], new Questions(new StringReader("cli\n"), output)).Path.ShouldBe(folder["given/abc"]);
    }

    [Fact]
    public void A_configured_root_that_is_empty_is_no_folder()
        => Should.Throw<UserErrorException>(() => Plan(Config("""{"name": "abc", "output_root_dir": ""}"""), "given", Questions.Bypassed)).Message.ShouldStartWith("output_root_dir: names no folder: it is empty");

    [Fact]
    public void Without_any_root_the_way_out_is_told()
        => Should.Throw<UserErrorException>(() => Plan(Config("""{"name": "abc"}"""), null, Questions.Bypassed)).Message.ShouldContain("-d DIR");

    [Theory]
    [InlineData("checkpoints/ckpt.0000.vm-20260101-000000.pth")]
    [InlineData("logs/config.vm-20260101-000000.json")]
    [InlineData("config.latest.yml")]
    public void Where_nobody_can_be_asked_a_session_that_is_there_stands_in_the_way(string file)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"abc/{file}", "x");
        Should.Throw<UserErrorException>(() => Plan(Config("""{"name": "abc", "bypass_queries": true}"""), folder.Path, Questions.Bypassed)).Message.ShouldContain("holds a session already");
    }

    [Theory]
    [InlineData("logs/data.log")]
    [InlineData("notes.txt")]
    public void A_folder_without_a_session_is_used(string file)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"abc/{file}", "x");
        Plan(Config("""{"name": "abc"}"""), folder.Path, Questions.Bypassed).Path.ShouldBe(folder["abc"]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("images", "")]
    [InlineData("images/a.png", "")]
    [InlineData("", ", \"overwrite\": true")]
    public void A_folder_with_the_data_is_no_session_folder(string root, string more)
    {
        using var folder = new TemporaryFolder();
        folder.Write("abc/images/a.png", "x");
        folder.Write("abc/checkpoints/b.png", "x");
        var data = Path.Combine(folder["abc"], root).TrimEnd('/');
        string Text(string name) => "{\"name\": \"" + name + "\"" + more + ", \"datasets\": {\"a\": {\"type\": \"x.Y\", \"params\": {\"roots\": [\"" + data + "\"]}}}}";
        Should.Throw<UserErrorException>(() => Plan(Config(Text("abc")), folder.Path, Questions.Bypassed)).Message
            .ShouldBe($"{folder["abc"]}: cannot be the session's folder, because data lie in it (test.json:1: datasets.a.params.roots[0]: '{data}'); give the session another name (--name-suffix X, or name=...) or another save directory (-d DIR).");
        Plan(Config(Text("other")), folder.Path, Questions.Bypassed).Path.ShouldBe(folder["other"]);
        Directory.GetDirectories(folder.Path).ShouldBe([folder["abc"]]);
    }

    [Theory]
    [InlineData("n\nother\n", "other", null)]
    [InlineData("\n other \n", "other", null)]
    [InlineData("y\n", "abc", null)]
    [InlineData("\n\n", null, "holds a session already")]
    [InlineData("n\n", null, "holds a session already")]
    [InlineData("n\nabc\n", null, "holds a session already")]
    [InlineData("n\n../up\nother\n", null, "separator of folders")]
    public void On_a_terminal_it_is_asked_and_another_name_once(string answers, string? name, string? message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("abc/checkpoints/x", "old");
        using var output = new StringWriter();
        SessionDirectory Go() => Plan(Config("""{"name": "abc"}"""), folder.Path, new Questions(new StringReader(answers), output));
        if (message is not null)
        {
            Should.Throw<UserErrorException>(Go).Message.ShouldContain(message);
        }
        else
        {
            (Go().Name, Go().Path).ShouldBe((name, folder[name!]));
        }

        output.ToString().ShouldContain("holds a session already. Move it aside and begin anew? [y/N]");
        File.ReadAllText(folder["abc/checkpoints/x"]).ShouldBe("old");
    }

    [Fact]
    public void A_session_that_runs_is_not_moved_aside()
    {
        using var folder = new TemporaryFolder();
        var config = Config("""{"name": "abc", "overwrite": true}""");
        var early = Plan(config, folder.Path, Questions.Bypassed);
        using (var first = Plan(config, folder.Path, Questions.Bypassed))
        {
            first.Create(config.Root);
            Should.Throw<UserErrorException>(() => Plan(config, folder.Path, Questions.Bypassed)).Message.ShouldContain("is in use by process");
        }

        var late = Plan(config, folder.Path, Questions.Bypassed);
        using (var second = PlanResume(config, null, folder["abc"], Questions.Bypassed))
        {
            second.Create(config.Root);
            Should.Throw<UserErrorException>(() => late.Create(config.Root)).Message.ShouldContain("is in use by process");
        }

        // Planned when there was none.
        Should.Throw<UserErrorException>(() => early.Create(config.Root)).Message.ShouldContain("another run has made a session here meanwhile");
        early.RollBack();
        Directory.GetDirectories(folder.Path).ShouldBe([folder["abc"]]);
        Directory.Exists(folder["abc/checkpoints"]).ShouldBeTrue();
    }

    [Fact]
    public void Whatever_took_the_place_meanwhile_the_old_session_is_kept()
    {
        using var folder = new TemporaryFolder();
        folder.Write("abc/checkpoints/x", "old");
        var config = Config("""{"name": "abc", "overwrite": true}""");
        var session = Plan(config, folder.Path, Questions.Bypassed);
        session.Create(config.Root);
        var note = folder.Write("abc/note.txt", "the user's");
        session.RollBack();
        File.ReadAllText(note).ShouldBe("the user's");
        var aside = Directory.GetDirectories(folder.Path, "abc.replaced-*").ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(aside, "checkpoints/x")).ShouldBe("old");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": 3}""")]
    [InlineData("""{"name": "/abs"}""")]
    [InlineData("""{"name": "../up"}""")]
    [InlineData("""{"name": ""}""")]
    public void A_session_needs_a_usable_name(string config)
        => Should.Throw<UserErrorException>(() => NameOf(Config(config))).Message.ShouldContain("name");

    [Fact]
    public void A_resumed_session_goes_on_where_its_checkpoint_is_even_if_the_folder_was_renamed()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder.Write("renamed/checkpoints/ckpt.0000.vm-20260101-000000.pth", "");
        folder.Write("renamed/logs/data.log", "");
        var config = Config("""{"name": "abc"}""");
        PlanResume(config, null, checkpoint, Questions.Bypassed).Path.ShouldBe(folder["renamed"]);
        PlanResume(config, folder["else"], checkpoint, Questions.Bypassed).Path.ShouldBe(folder["else/abc"]);
    }

    [Fact]
    public void A_lonely_checkpoint_needs_a_save_directory()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder.Write("sub/some.pth", "");
        Should.Throw<UserErrorException>(() => PlanResume(Config("""{"name": "abc"}"""), null, checkpoint, Questions.Bypassed))
            .Message.ShouldContain("-d DIR");
    }

    private static ConfigSections Config(string json) => ConfigSections.Read(ConfigLoader.Parse(json, "test.json"));

    private static SessionDirectory Plan(ConfigSections config, string? root, Questions questions) => SessionDirectory.Plan(NameOf(config), config, root, questions);

    private static SessionDirectory PlanResume(ConfigSections config, string? root, string checkpoint, Questions questions)
        => SessionDirectory.PlanResume(NameOf(config), config, root, checkpoint, questions);

    private static string NameOf(ConfigSections config)
    {
        var name = SessionDirectory.NameOf(config, config.Errors);
        config.Errors.ThrowIfAny();
        return name;
    }
}
