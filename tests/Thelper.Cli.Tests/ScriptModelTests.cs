using System.Text.Json;
using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary>TorchScript archives as models: of this program and of Python (tools/golden/torchscript.py); trained further, resumed, run on pictures.</summary>
[NoLeaks]
public class ScriptModelTests
{
    private const string Task = """{"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "input_key": "image", "label_key": "label"}}""";
    private static readonly string Python = Path.Combine(AppContext.BaseDirectory, "Golden", "torchscript");

    [Theory]
    [InlineData("traced.pt")]
    [InlineData("scripted.pt")]
    [InlineData("frozen.pt")]
    public void Pythons_archives_answer_as_they_do_in_Python(string file)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var section = Config.ConfigLoader.Parse($$"""{"type": {{JsonSerializer.Serialize(Path.Combine(Python, file))}}, "task": {{Task}} }""", "c.json");
        using var model = ModelFactory.Create(section, null, new());
        model.eval();
        var input = (arange(0, 2 * 32 * 32, ScalarType.Float64) * 0.7).sin().reshape(2, 1, 32, 32).to(ScalarType.Float32);
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Python, "expected.json")));
        var answers = expected.RootElement.GetProperty("answers").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetSingle())).ToArray();
        (model.call(input) - tensor(answers).view(2, 10)).abs().max().item<float>().ShouldBeLessThan(1e-5f);
    }

    [Theory]
    [InlineData("traced.pt", "type")]
    [InlineData("scripted.pt", "ckptdata")]
    public void Pythons_archives_are_trained_and_resumed(string file, string key)
    {
        using var work = new Workspace();
        File.Copy(Path.Combine(Python, file), work["net.pt"]);
        var session = Session(work, $$"""{"{{key}}": "net.pt"{{(key == "ckptdata" ? $", \"task\": {Task}" : "")}}}""");
        Succeed("new", "t.json", "out", "trainer.epochs=1");
        using var scope = NewDisposeScope();
        using var before = jit.load("net.pt");
        var first = Weights(session);
        Differences(before.named_parameters(), first).ShouldAllBe(difference => difference > 0);
        Succeed("resume", session, "trainer.epochs=2");
        Differences(before.named_parameters(), Weights(session)).Zip(Differences(before.named_parameters(), first)).ShouldAllBe(pair => pair.First != pair.Second);
        Succeed("infer", session, "mini/3").Split('\n').Length.ShouldBe(13);
        Succeed("export", session, "--onnx", "net.onnx", "--input", "32");
        Succeed("infer", "net.onnx", "mini/3").Split('\n').Length.ShouldBe(13);
    }

    [Fact]
    public void An_own_archive_knows_its_task_and_is_trained_further()
    {
        using var work = ExportModelTests.Prepared();
        Succeed("export", "out/classif-digits", "--torchscript", "digits.zip", "--input", "32");
        var session = Session(work, """{"ckptdata": "digits.zip"}""");
        Succeed("new", "t.json", "out", "trainer.epochs=1");
        Succeed("resume", session, "--eval-only");
    }

    [Fact]
    public void A_frozen_archive_says_that_it_has_nothing_to_train()
    {
        using var work = ExportModelTests.Prepared();
        File.Copy(Path.Combine(Python, "frozen.pt"), work["net.pt"]);
        Session(work, """{"type": "net.pt"}""");
        var (code, _, error) = Workspace.Run("--quiet", "new", "t.json", "out2");
        code.ShouldBe(2);
        error.ShouldContain("net.pt: the TorchScript model has no parameters that could be trained (a frozen program); it can be evaluated");
        error.ShouldContain("there are no parameters to optimize");
    }

    [Theory]
    [InlineData("""{"type": "none.pt"}""", "no such TorchScript file")]
    [InlineData("""{"type": "text.pt"}""", "is no TorchScript archive")]
    [InlineData("""{"type": "net.pt", "params": {"x": 1}}""", "it has no 'params'")]
    [InlineData("""{"type": "evil.pt"}""", "torch.save")]
    [InlineData("""{"ckptdata": "digits.zip"}""", "its last layer cannot be replaced", "datasets.mini.params.root=two")]
    public void What_is_no_model_is_said(string model, string message, params string[] overrides)
    {
        using var work = ExportModelTests.Prepared();
        File.Copy(Path.Combine(Python, "traced.pt"), work["net.pt"]);
        File.WriteAllText(work["text.pt"], "text");
        if (message == "torch.save")
        {
            Evil(work["net.pt"], work["evil.pt"]);
        }

        if (overrides.Length > 0)
        {
            Succeed("export", "out/classif-digits", "--torchscript", "digits.zip", "--input", "32");
            Directory.CreateDirectory(work["two"]);
            Directory.CreateSymbolicLink(work["two/0"], work["mini/0"]);
            Directory.CreateSymbolicLink(work["two/1"], work["mini/1"]);
        }

        Session(work, model);
        var (code, _, error) = Workspace.Run(["--silent", "new", "t.json", "out2", .. overrides]);
        error.ShouldContain(message);
        code.ShouldBe(2);
        Directory.Exists(work["out2"]).ShouldBeFalse();
    }

    [Fact]
    public void An_archive_that_says_nothing_of_itself_is_run_with_what_a_configuration_says()
    {
        using var work = ExportModelTests.Prepared();
        File.Copy(Path.Combine(Python, "scripted.pt"), work["net.pt"]);
        ExportModelTests.Fail("infer", "net.pt", "mini/3").ShouldContain("does not say what it predicts");
        File.WriteAllText(work["w.json"], $$"""{"model": {"task": {{Task}} }, "loaders": {"base_transforms": [{"operation": "thelper.transforms.ToGray"}, {"operation": "torchvision.transforms.ToTensor"}]} }""");
        Succeed("infer", "net.pt", "mini/3", "--transforms", "w.json").Split('\n').Length.ShouldBe(13);
    }

    private static string Session(Workspace work, string model)
    {
        var text = File.ReadAllText(work["classif.json"]);
        var start = text.Split("\"model\":")[0].Replace("\"classif-digits\"", "\"t\"", StringComparison.Ordinal).Replace("\"digits\":", "\"mini\":", StringComparison.Ordinal).Replace("\"root\":\"digits\"", "\"root\":\"mini\"", StringComparison.Ordinal);
        File.WriteAllText(work["t.json"], $$$"""{{{start}}}"model": {{{model}}}, "trainer": {"epochs": 1, "device": "cpu", "monitor": "accuracy", "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.01} } }, "metrics": {"accuracy": {"type": "thelper.optim.Accuracy"} } } }""");
        return "out/t";
    }

    private static List<double> Differences(IEnumerable<(string name, Torch.Modules.Parameter parameter)> before, PyDict after) =>
        [.. before.Select(pair => ((Tensor)after[pair.name]! - pair.parameter).abs().max().ToDouble())];

    private static PyDict Weights(string session) => (PyDict)((PyDict)Checkpoints.Load(CheckpointName.Find(session, latest: true))!)["model"]!;

    [Fact]
    public void Of_several_results_the_one_called_out_counts_else_the_first()
    {
        using var work = new Workspace();
        using var scope = NewDisposeScope();
        using var identity = nn.Identity();
        var input = rand(2, 10);
        foreach (var (names, factor) in new[] { (new[] { "aux", "out" }, 2), (["aux", "main"], 1) })
        {
            using var traced = jit.trace(identity, [input], given => new OrderedDictionary<string, object?> { [names[0]] = given[0] * 1, [names[1]] = given[0] * 2 });
            jit.save(traced, "net.pt");
            using var model = ModelFactory.Create(Config.ConfigLoader.Parse($$"""{"type": "net.pt", "task": {{Task}} }""", "c.json"), null, new());
            model.call(input).equal(input * factor).ShouldBeTrue();
        }

        using var pair = jit.trace(identity, [input], given => (object)new object[] { given[0] * 1, given[0] * 2 });
        jit.save(pair, "pair.pt");
        using var first = ModelFactory.Create(Config.ConfigLoader.Parse($$"""{"type": "pair.pt", "task": {{Task}} }""", "c.json"), null, new());
        first.call(input).equal(input).ShouldBeTrue();
    }

    // The same program with a step that would write a file.
    private static void Evil(string from, string to)
    {
        File.Copy(from, to);
        using var archive = System.IO.Compression.ZipFile.Open(to, System.IO.Compression.ZipArchiveMode.Update);
        var program = archive.Entries.First(entry => entry.Name.EndsWith(".py", StringComparison.Ordinal));
        using var writer = new StreamWriter(program.Open());
        writer.BaseStream.Seek(0, SeekOrigin.End);
        writer.Write("\n_0 = torch.save(x, \"/tmp/x\")\n");
    }

    private static string Succeed(params string[] arguments) => ExportModelTests.Succeed(arguments);
}
