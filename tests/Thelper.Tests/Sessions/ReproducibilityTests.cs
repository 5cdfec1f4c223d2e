using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Config;
using Thelper.Sessions;
using Thelper.Torch;

namespace Thelper.Tests.Sessions;

/// <summary>The keys <c>reproducible</c> and <c>threads</c>. What they do to results is tested with the command line, in processes of their own.</summary>
public class ReproducibilityTests
{
    [Theory]
    [InlineData("""{"reproducible": "portabel"}""", "c.json:1: reproducible: expected 'machine' or 'portable', got the text \"portabel\" (did you mean 'portable'?)")]
    [InlineData("""{"reproducible": true}""", "c.json:1: reproducible: expected 'machine' or 'portable', got true")]
    [InlineData("""{"threads": 0}""", "c.json:1: threads: expected a number of threads from 1 to 1024, got 0")]
    [InlineData("""{"threads": 2.5}""", "c.json:1: threads: expected a number of threads from 1 to 1024, got 2.5")]
    [InlineData("""{"threads": 5000000000}""", "c.json:1: threads: expected a number of threads from 1 to 1024, got 5000000000")]
    public void Other_values_are_refused(string config, string message)
    {
        var sections = Sections(config);
        using var entered = Reproducibility.Enter(sections, NullLogger.Instance);
        sections.Errors.Messages.ShouldBe([message]);
        Should.Throw<UserErrorException>(() => Reproducibility.Resume(Parse("{}"), 0, Parse(config), NullLogger.Instance)).Message.ShouldBe(message);
    }

    [Fact]
    public void Threads_are_set_for_as_long_as_the_session_runs()
    {
        var before = torch.get_num_threads();
        using (var running = Reproducibility.Enter(Sections($$"""{"threads": {{before + 3}}}"""), NullLogger.Instance))
        {
            torch.get_num_threads().ShouldBe(before + 3);
            running.Level.ShouldBe(ReproducibilityLevel.Machine);
        }

        torch.get_num_threads().ShouldBe(before);
    }

    [Fact]
    public void Without_the_keys_nothing_is_changed()
    {
        var sections = Sections("{}");
        using var running = Reproducibility.Enter(sections, NullLogger.Instance);
        sections.Root.Entries.ShouldBeEmpty();
        using var resumed = Reproducibility.Resume(Parse("{}"), 2, Parse("{}"), NullLogger.Instance);
        resumed.Record(sections);
        sections.Root.Entries.ShouldBeEmpty();
    }

    [Fact]
    public void A_portable_session_records_its_threads_allows_only_deterministic_algorithms_and_goes_on_as_it_was()
    {
        Assert.SkipUnless(ProcessorPins.Active, "The tests run with kernels of the processor's choice.");
        var sections = Sections("""{"reproducible": "portable"}""");
        using (var running = Reproducibility.Enter(sections, NullLogger.Instance))
        {
            torch.are_deterministic_algorithms_enabled().ShouldBeTrue();
        }

        torch.are_deterministic_algorithms_enabled().ShouldBeFalse();
        sections.Root.Get("threads")!.Value.ShouldBe((long)torch.get_num_threads());

        var later = Sections("{}");
        using var resumed = Reproducibility.Resume(sections.Root, 5, later.Root, NullLogger.Instance);
        torch.get_num_threads().ShouldBe(5);
        resumed.Record(later);
        later.Root.ToPlain().ShouldBeEquivalentTo(new Dictionary<string, object?> { ["reproducible"] = "portable", ["threads"] = 5L });
    }

    [Theory]
    [InlineData("""{"reproducible": "machine"}""", "c.json:1: reproducible: the session ran with 'portable'; leave the key out to go on so, or say reproducible=machine on the command line to change it from here on")]
    [InlineData("""{"reproducible": "portable", "threads": 3}""", "c.json:1: threads: the session ran with '2'; leave the key out to go on so, or say threads=3 on the command line to change it from here on")]
    public void A_file_cannot_change_a_portable_session(string config, string message)
        => Should.Throw<UserErrorException>(() => Reproducibility.Resume(Parse("""{"reproducible": "portable", "threads": 2}"""), 2, Parse(config), NullLogger.Instance)).Message.ShouldBe(message);

    [Fact]
    public void The_command_line_can()
    {
        var stored = Parse("""{"reproducible": "portable", "threads": 2}""");
        using var resumed = Reproducibility.Resume(stored, 2, ConfigOverrides.Apply(stored, ["reproducible=machine", "threads=1"]), NullLogger.Instance);
        (resumed.Level, resumed.Threads).ShouldBe((ReproducibilityLevel.Machine, 1));
    }

    [Fact]
    public void What_has_changed_is_told_in_words()
    {
        using var running = Reproducibility.Enter(Sections("{}"), NullLogger.Instance);
        var now = new Checkpoint { Name = "n", Config = Parse("{}"), Threads = torch.get_num_threads(), LibTorch = torch.__version__ };
        running.ChangesSince(now).ShouldBeEmpty();
        running.ChangesSince(now with { LibTorch = null, Threads = 0 }).ShouldBeEmpty();
        running.ChangesSince(now with { Config = Parse("""{"reproducible": "portable"}"""), Threads = 77, LibTorch = "0.9" })
            .ShouldBe(["reproducible machine (before: portable)", $"threads {now.Threads} (before: 77)", $"libtorch {now.LibTorch} (before: 0.9)"]);
    }

    [Fact]
    public void A_graphics_processor_is_no_x86_processor()
    {
        var errors = new ConfigErrors();
        var portable = Parse("""{"reproducible": "portable"}""");
        Reproducibility.CheckDevice(portable, torch.CPU, errors);
        Reproducibility.CheckDevice(Parse("{}"), torch.device("cuda:0"), errors);
        errors.Count.ShouldBe(0);
        Reproducibility.CheckDevice(portable, torch.device("cuda:0"), errors);
        errors.Messages.ShouldBe(["c.json:1: reproducible: 'portable' holds for x86-64 processors, and the session is to compute on cuda:0: name the device 'cpu', or say 'machine'"]);
    }

    private static ConfigSections Sections(string json) => ConfigSections.Read(Parse(json));

    private static ConfigNode Parse(string json) => ConfigLoader.Parse(json, "c.json");
}
