using Thelper.Config;
using Thelper.Guide;

namespace Thelper.Tests.Guide;

public sealed class ResolvedConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("resolved").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_value_says_where_it_comes_from()
    {
        File.WriteAllText(Path.Combine(folder, "a.yaml"), "model:\n    type: thelper.nn.LeNet\n    params: {input_shape: [1, 28, 28]}\n");
        File.WriteAllText(Path.Combine(folder, "c.yaml"), "base: a.yaml\ntrainer:\n    epochs: 3\n    optimization: {optimizer: {type: torch.optim.Adam}}\nloaders:\n    base_transforms:\n        - operation: thelper.transforms.ToGray\n");
        var resolved = ResolvedConfig.Read(Path.Combine(folder, "c.yaml"), ["trainer.save_freq=2"]);
        var from = resolved.Origins;
        from["model.type"].ShouldBe($"{folder}/a.yaml:2");
        from["model.params.input_shape"].ShouldBe($"{folder}/a.yaml:3");
        from["model.params.conv1_filters"].ShouldBe("default");
        from["trainer.epochs"].ShouldBe($"{folder}/c.yaml:3");
        from["trainer.save_freq"].ShouldBe("command line");
        from["trainer.optimization.optimizer.params.lr"].ShouldBe("default");
        from["loaders.workers"].ShouldBe("default");
        from["loaders.base_transforms[0].linked_fate"].ShouldBe("default");
        from["name"].ShouldBe($"{folder}/c.yaml, its name");
        var text = resolved.ToText();
        text.ShouldContain($"    epochs: 3  # {folder}/c.yaml:3\n");
        text.ShouldContain("                lr: 0.001  # default\n");

        // What is printed is a configuration, and says the same.
        var path = Path.Combine(folder, "again.yaml");
        File.WriteAllText(path, text);
        var again = ResolvedConfig.Read(path);
        ConfigWriter.ToJson(again.Values).ShouldBe(ConfigWriter.ToJson(resolved.Values));
    }

    [Fact]
    public void What_cannot_be_found_has_no_defaults_and_does_no_harm()
    {
        var path = Path.Combine(folder, "c.yaml");
        File.WriteAllText(path, "model: {type: no.such.Model}\ntrainer: {optimization: {loss: {type: missing.cs:My.Loss}}}\nnonsense: [1, {a: 2}]\n");
        var text = ResolvedConfig.Read(path).ToText();
        text.ShouldContain("type: no.such.Model");
        text.ShouldContain($"a: 2  # {path}:3");
    }
}
