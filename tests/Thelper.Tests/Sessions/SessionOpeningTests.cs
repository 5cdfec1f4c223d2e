using Thelper.Config;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Tests.Config;

namespace Thelper.Tests.Sessions;

public class SessionOpeningTests
{
    private const string Own =
        """
        public sealed class Own : ITransform
        {
            public object? Apply(object? value, TransformRandom random) => value;

            public object? Invert(object? value) => value;
        }
        """;

    [Fact]
    public void Sessions_in_one_process_do_not_share_types_and_folders()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine/own.cs", Own);
        var searching = folder.Write("a.json", Config("own.cs:Own", $"\"sys\": \"{folder["mine"]}\","));
        var other = folder.Write("b.json", Config("own.cs:Own", ""));

        Session.Stats(searching, SessionEnvironment.Quiet()).ToText().ShouldContain("train: 8 samples");
        Should.Throw<UserErrorException>(() => Session.Stats(other, SessionEnvironment.Quiet())).Message
            .ShouldStartWith($"{other}:2: loaders.base_transforms[0].operation: the file 'own.cs' does not exist (looked in ");
    }

    [Fact]
    public void Missing_sections_names_and_mistyped_ones_come_together()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.json", "{\"name\": \"../up\",\n\"trainer\": {\"epoch\": 1},\n\"oder\": {}}");
        var message = Should.Throw<UserErrorException>(() => Session.Check(file, SessionEnvironment.Quiet())).Message;
        foreach (var expected in new[]
        {
            "1: name: the session's name has a separator of folders ('../up'); files are named after it",
            "1: the section 'model' is missing",
            "1: the loaders section is missing",
            "1: the datasets section must be a map",
            "2: trainer.epoch: unknown key (did you mean 'epochs'?)",
            "3: oder: unknown section (",
        })
        {
            message.ShouldContain($"{file}:{expected}");
        }
    }

    [Fact]
    public void Warnings_are_logged()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        using var log = new SessionLog(output);
        var file = folder.Write("a.json", Config("thelper.transforms.NoTransform", "").Replace("\"loaders\"", "\"data_config\"", StringComparison.Ordinal));
        Session.Stats(file, SessionEnvironment.Quiet() with { Log = log });
        output.ToString().Split("the section 'data_config' has a new name; call it 'loaders'").Length.ShouldBe(2);
    }

    // What export needs: a model, and nothing of the data.
    [Fact]
    public void A_verb_without_data_checks_the_keys_of_what_is_there()
    {
        SessionOpening.Open(Sections("""{"name": "a", "model": {"ckptdata": "x.pth"}, "export": {"ckpt_name": "y.pth"}}"""), SessionNeeds.Model, SessionEnvironment.Quiet()).Name.ShouldBe("a");
        Should.Throw<UserErrorException>(() => SessionOpening.Open(
            Sections("""{"name": "a", "model": {"ckptdata": "x.pth"}, "loaders": {"workrs": 1}, "datasets": {"d": {"type": "no.such", "parms": {}}}, "trainer": {"epoch": 1}}"""),
            SessionNeeds.Model,
            SessionEnvironment.Quiet())).Message.ShouldBe(
                """
                x.json:1: trainer.epoch: unknown key (did you mean 'epochs'?)
                x.json:1: datasets.d.parms: unknown key (did you mean 'params'?)
                x.json:1: loaders.workrs: unknown key (did you mean 'workers'?)
                """.ReplaceLineEndings("\n"));

        static ConfigSections Sections(string json) => ConfigSections.Read(ConfigText.Json(json));
    }

    [Fact]
    public void Datasets_in_a_file_that_is_missing()
        => Should.Throw<UserErrorException>(() => SessionOpening.Open(
            ConfigSections.Read(ConfigText.Json("""{"name": "a", "datasets": "none.json", "loaders": {"train_split": {"d": 1}, "workrs": 1}}""")),
            SessionNeeds.Data,
            SessionEnvironment.Quiet())).Message.ShouldBe(
                "x.json:1: loaders.workrs: unknown key (did you mean 'workers'?)\nx.json:1: datasets: none.json: the file does not exist");

    private static string Config(string operation, string more) =>
        """
        { MORE "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"count": 8, "image_size": 16}}},
          "loaders": {"train_split": {"shapes": 1.0}, "base_transforms": [{"operation": "OPERATION", "target_key": "image"}], "test_seed": 0, "valid_seed": 0, "torch_seed": 0}}
        """.Replace("MORE", more, StringComparison.Ordinal).Replace("OPERATION", operation, StringComparison.Ordinal);
}
