using Thelper.Config;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Config;

public class ConsentTests
{
    private const string Code = "public sealed class Own { }";
    private readonly List<string> questions = [];

    [Fact]
    public void Without_consent_no_file_passes_the_gate()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.cs", Code);
        Should.Throw<UserErrorException>(() => new TypeRegistry(receivedIn: folder["s"]).Resolve($"{file}:Own")).Message
            .ShouldStartWith($"{folder["s"]}: what lies there came from a session, which may be a stranger's. It\n  runs code of {file} (SHA-256 ");
        new TypeRegistry().Resolve($"{file}:Own")!.Name.ShouldBe("Own");
    }

    [Fact]
    public void What_was_agreed_to_is_remembered_for_the_folder_and_the_content()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.cs", Code);
        Registry(folder["s"], yes: true).Resolve($"{file}:Own").ShouldNotBeNull();
        questions.Count.ShouldBe(1);
        Registry(folder["s"], yes: false).Resolve($"{file}:Own").ShouldNotBeNull();
        questions.Count.ShouldBe(1);

        Refused(() => Registry(folder["other"], yes: false).Resolve($"{file}:Own"));
        folder.Write("a.cs", Code + "//");
        Refused(() => Registry(folder["s"], yes: false).Resolve($"{file}:Own"));
        questions[^1].ShouldContain("changed since you agreed");
        questions.Count.ShouldBe(3);
    }

    [Fact]
    public void Whoever_says_no_is_asked_once()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.cs", Code);
        var registry = Registry(folder["s"], yes: false);
        Refused(() => registry.Resolve($"{file}:Own"));
        Refused(() => registry.Resolve($"{file}:Own"));
        questions.Count.ShouldBe(1);
    }

    [Fact]
    public void Everything_that_a_configuration_wants_is_one_question()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (folder.Write("a.cs", Code), folder.Write("b.CS", Code));
        var config = ConfigText.Json($$"""{"x": "{{first}}:Own", "y": [{"z": "{{second}}:Own"}, "{{folder["none.cs"]}}:Own"]}""");
        Registry(folder["s"], yes: true).RequestConsent(config, [folder["out"]]);
        var question = questions.ShouldHaveSingleItem();
        question.ShouldContain($"runs code of {first} ");
        question.ShouldContain($"runs code of {second} ");
        question.ShouldContain($"writes into {folder["out"]}");
        question.ShouldNotContain("none.cs");
    }

    [Fact]
    public void A_session_that_writes_into_one_folder_twice_is_remembered_with_it()
    {
        using var folder = new TemporaryFolder();
        new Consent().Remember(folder["s"], [folder["data"], folder["x/../data"]]);
        Registry(folder["s"], yes: false).RequestConsent(ConfigText.Json("{}"), [folder["data"]]);
        questions.ShouldBeEmpty();
    }

    [Fact]
    public void A_command_lines_file_is_the_users_and_not_the_one_in_a_strangers_folder()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("sys/a.cs", Code);
        var registry = Registry(folder["s"], yes: false);
        registry.AddSearchFolders(ConfigText.Json($"\"{folder["sys"]}\""), new ConfigErrors());
        Refused(() => registry.RequestConsent(ConfigOverrides.Apply(ConfigText.Json("{}"), ["x=a.cs:Own"]), []));
        registry = Registry(folder["s"], yes: false);
        registry.RequestConsent(ConfigOverrides.Apply(ConfigText.Json("{}"), [$"x={file}:Own"]), []);
        registry.Resolve($"{file}:Own").ShouldNotBeNull();
    }

    [Fact]
    public void A_library_counts_with_what_lies_beside_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lib/a.dll", "a");
        folder.Write("lib/picture.png", "p");
        var before = CodeFile.Read(folder["lib/a.dll"]).Digest;
        folder.Write("lib/picture.png", "q");
        CodeFile.Read(folder["lib/a.dll"]).Digest.ShouldBe(before);
        folder.Write("lib/runtimes/linux-x64/native/b.so", "b");
        CodeFile.Read(folder["lib/a.dll"]).Digest.ShouldNotBe(before);
    }

    [Fact]
    public void A_damaged_memory_allows_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.cs", Code);
        Registry(folder["s"], yes: true).Resolve($"{file}:Own");
        var stored = Directory.GetFiles(Path.Combine(Environment.GetEnvironmentVariable("XDG_STATE_HOME")!, "thelper", "trust"))
            .Single(name => File.ReadAllText(name).Contains(folder["s"], StringComparison.Ordinal));
        File.WriteAllText(stored, "{");
        Refused(() => Registry(folder["s"], yes: false).Resolve($"{file}:Own"));
    }

    [Fact]
    public void A_memory_that_is_of_another_folder_allows_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.cs", Code);
        Registry(folder["s"], yes: true).Resolve($"{file}:Own");
        var stored = Directory.GetFiles(Path.Combine(Environment.GetEnvironmentVariable("XDG_STATE_HOME")!, "thelper", "trust"))
            .Single(name => File.ReadAllText(name).Contains($"\"{folder["s"]}\"", StringComparison.Ordinal));
        File.WriteAllText(stored, File.ReadAllText(stored).Replace($"\"{folder["s"]}\"", $"\"{folder["t"]}\"", StringComparison.Ordinal));
        Refused(() => Registry(folder["s"], yes: false).Resolve($"{file}:Own"));
    }

    private static void Refused(Action action) => Should.Throw<UserErrorException>(action).Message.ShouldContain("--trust");

    private TypeRegistry Registry(string receivedIn, bool yes) => new(
        new Consent(ask: question =>
        {
            questions.Add(question);
            return yes;
        }),
        receivedIn);
}
