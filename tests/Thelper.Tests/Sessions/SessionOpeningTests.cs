using Thelper.Logging;
using Thelper.Sessions;

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
            "1: name: the session's name must be a text that can name a folder, not the text \"../up\"",
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

    private static string Config(string operation, string more) =>
        """
        { MORE "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"count": 8, "image_size": 16}}},
          "loaders": {"train_split": {"shapes": 1.0}, "base_transforms": [{"operation": "OPERATION", "target_key": "image"}], "test_seed": 0, "valid_seed": 0, "torch_seed": 0}}
        """.Replace("MORE", more, StringComparison.Ordinal).Replace("OPERATION", operation, StringComparison.Ordinal);
}
