using System.Text.Json;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper export</c>: what it writes, that it answers as the model does, and what it refuses.</summary>
[NoLeaks]
public class ExportTests
{
    private const string Digits = "Golden/original-0.6.2/ckpt.best.pth";

    [Fact]
    public void A_checkpoint_of_the_original_leaves_as_TorchScript_and_ONNX()
    {
        using var work = new Workspace();
        Write(work, """{"trace_input": "torch.rand(1, 1, 32, 32)", "trace_name": "digits.pt", "onnx_name": "digits.onnx"}""");
        var (code, _, error) = Workspace.Run("--silent", "export", "e.json", "out");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        work.Files("out/e").Where(file => !file.StartsWith("logs/", StringComparison.Ordinal)).ShouldBe(["config.latest.json", "digits.onnx", "digits.pt", "e.export.pth", "verification.json"]);

        using var scope = torch.NewDisposeScope();
        var content = Checkpoints.Load(work["out/e/e.export.pth"]).ShouldBeOfType<PyDict>();
        content.Keys.ShouldBe(["name", "source", "git_sha1", "version", "task", "model_type", "model_params", "config", "model"]);
        content["model"].ShouldBe("digits.pt");
        var extra = new Dictionary<string, string> { ["class_names"] = "", ["task"] = "" };
        using var script = torch.jit.load(work["out/e/digits.pt"], extra);
        JsonSerializer.Deserialize<string[]>(extra["class_names"])!.Length.ShouldBe(10);
        using var onnx = OnnxModel.Open(work["out/e/digits.onnx"]);

        // Height and width are numbers of its linear layer.
        onnx.InputShape("input").ShouldBe([-1, 1, 32, 32]);
        ShapesTried(work["out/e/verification.json"]).ShouldBe(["1 1 32 32", "2 1 32 32", "3 1 32 32"]);
        var input = torch.rand(4, 1, 32, 32);
        var expected = (torch.Tensor)script.forward(input)!;
        (onnx.Run(input)["output"] - expected).abs().max().item<float>().ShouldBeLessThan(1e-4f);

        using var report = JsonDocument.Parse(File.ReadAllText(work["out/e/verification.json"]));
        report.RootElement.GetArrayLength().ShouldBe(2);
        report.RootElement[1].GetProperty("same_class").GetDouble().ShouldBe(1);
    }

    [Fact]
    public void A_network_of_others_leaves_with_their_weights_and_the_task_that_is_given()
    {
        using var work = new Workspace();
        using var scope = torch.NewDisposeScope();
        var golden = (PyDict)Checkpoints.Load(Path.Combine(AppContext.BaseDirectory, Digits))!;
        Checkpoints.Save(golden["model"], work["theirs.pth"]);
        File.WriteAllText(work["f.json"], $$"""
            {"name": "f", "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]}, "weights": "theirs.pth"},
             "export": {"onnx_name": "d.onnx", "ckpt_name": "mine.pth", "task": {{JsonSerializer.Serialize(golden["task"])}} } }
            """);
        Write(work, """{"onnx_name": "d.onnx"}""");
        ExportModelTests.Succeed("export", "e.json", "out");
        ExportModelTests.Succeed("export", "f.json", "out");
        using var expected = OnnxModel.Open(work["out/e/d.onnx"]);
        using var found = OnnxModel.Open(work["out/f/d.onnx"]);
        var input = torch.rand(2, 1, 32, 32);
        found.Run(input)["output"].equal(expected.Run(input)["output"]).ShouldBeTrue();
        found.Metadata["task"].ShouldBe(expected.Metadata["task"]);
        ((PyDict)Checkpoints.Load(work["out/f/mine.pth"])!)["task"].ShouldBe(golden["task"]);
        work.Files("out/f").ShouldNotContain("f.export.pth");
    }

    [Fact]
    public void Without_a_trace_the_checkpoint_has_the_weights_and_is_a_model_again()
    {
        using var work = new Workspace();
        Write(work, "{}");
        Workspace.Run("--silent", "export", "e.json", "out").Code.ShouldBe(0);
        File.WriteAllText(work["e.json"], """{"name": "again", "model": {"ckptdata": "out/e/e.export.pth"}}""");
        var (code, _, error) = Workspace.Run("--silent", "export", "e.json", "out");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        File.Exists(work["out/again/again.export.pth"]).ShouldBeTrue();
    }

    [Fact]
    public void Without_an_example_the_checkpoint_says_what_goes_in()
    {
        using var work = new Workspace();
        Write(work, """{"onnx_name": "d.onnx"}""");
        Workspace.Run("--silent", "export", "e.json", "out").ShouldBe((0, "", ""));
        ShapesTried(work["out/e/verification.json"]).ShouldBe(["1 1 32 32", "2 1 32 32", "3 1 32 32"]);
        ExportModelTests.Succeed("export", "out/e/e.export.pth", "--torchscript", "again.pt");

        // A network that takes any size, and no transforms: nothing says which it is to be.
        File.WriteAllText(work["e.json"], $$"""
            {"name": "e", "model": {"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "flexible_input_res": true} },
             "export": {"onnx_name": "x.onnx", "task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["a", "b"], "input_key": "image", "label_key": "label"} } } }
            """);
        ExportModelTests.Fail("export", "e.json", "second").ShouldContain("'trace_input'");
        Directory.Exists(work["second"]).ShouldBeFalse();
    }

    // The weights would be gone, and what can be trained on with them.
    [Theory]
    [InlineData("trace_name")]
    [InlineData("ckpt_name")]
    public void What_an_export_is_made_from_is_not_replaced(string key)
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work["out/e"]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, Digits), work["out/e/best.pt"]);
        File.CreateSymbolicLink("link.pt", work["out/e/best.pt"]);
        var before = File.ReadAllBytes("out/e/best.pt");
        foreach (var model in new[] { "out/e/best.pt", "link.pt" })
        {
            File.WriteAllText(work["e.json"], $$"""{"name": "e", "model": {"ckptdata": "{{model}}"}, "export": {"trace_input": "torch.rand(1, 1, 32, 32)", "{{key}}": "best.pt"} }""");
            ExportModelTests.Fail("export", "e.json", "out", "--overwrite").ShouldContain($"{key} out/e/best.pt: is a file that this export is made from, and is not replaced");
            File.ReadAllBytes("out/e/best.pt").ShouldBe(before);
            work.Files("out/e").ShouldBe(["best.pt"]);
        }
    }

    // Its transforms leave pictures as they are, and its network takes any size: the data alone say how large they are, and what they are for.
    [Fact]
    public void Without_an_example_a_sample_of_the_data_is_one()
    {
        using var work = new Workspace();
        File.WriteAllText("d.json", """
            {"name": "d", "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"count": 12, "image_size": 40, "classes": 2}}},
             "loaders": {"batch_size": 4, "workers": 0, "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}],
                "train_split": {"shapes": 0.5}, "valid_split": {"shapes": 0.25}, "test_split": {"shapes": 0.25}},
             "model": {"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "flexible_input_res": true}},
             "export": {"onnx_name": "d.onnx"}}
            """);
        ExportModelTests.Succeed("export", "d.json", "out");
        ShapesTried(work["out/d/verification.json"])[0].ShouldBe("1 3 40 40");
        using var onnx = OnnxModel.Open(work["out/d/d.onnx"]);
        onnx.Metadata["input_size"].ShouldBe("[3,40,40]");
        onnx.Metadata["task"].ShouldStartWith("thelper.tasks.classif.Classification(class_names=[");
    }

    [Fact]
    public void Options_name_the_configuration_and_the_folder_too()
    {
        using var work = new Workspace();
        Write(work, "{}");
        ExportModelTests.Succeed("export", "-c", "e.json", "-d", "short");
        ExportModelTests.Succeed("export", "--config", "e.json", "--save-dir", "long");
        ExportModelTests.Succeed("export", "e.json", "-d", "mixed");
        foreach (var folder in new[] { "short", "long", "mixed" })
        {
            File.Exists(work[$"{folder}/e/e.export.pth"]).ShouldBeTrue(folder);
        }
    }

    [Fact]
    public void An_example_may_be_a_tensor_in_a_file()
    {
        using var work = new Workspace();
        using var scope = torch.NewDisposeScope();
        Checkpoints.Save(torch.rand(2, 1, 32, 32), work["given.pt"]);
        Write(work, """{"trace_input": "given.pt", "trace_name": "e.zip"}""");
        Workspace.Run("--silent", "export", "e.json", "out").ShouldBe((0, "", ""));
        ShapesTried(work["out/e/verification.json"]).ShouldBe(["1 1 32 32", "2 1 32 32", "3 1 32 32"]);
        Checkpoints.Save(new PyDict { { "x", torch.rand(2, 1, 32, 32) } }, work["given.pt"]);
        Write(work, """{"trace_input": "given.pt", "trace_name": "f.zip"}""");
        var (code, _, error) = Workspace.Run("--silent", "export", "e.json", "second");
        code.ShouldBe(2);
        error.ShouldContain("given.pt: is no example");
    }

    // A network of one channel could not take it as it is.
    [Fact]
    public void An_example_that_is_an_image_goes_through_the_transforms()
    {
        using var work = new Workspace();
        var picture = JsonSerializer.Serialize(Directory.GetFiles("mini/3", "*.png").Order(StringComparer.Ordinal).First());
        Write(work, $$"""{"trace_input": {{picture}}, "onnx_name": "d.onnx"}""");
        ExportModelTests.Succeed("export", "e.json", "out");
        ShapesTried(work["out/e/verification.json"]).ShouldBe(["1 1 32 32", "2 1 32 32", "3 1 32 32"]);
        Write(work, $$"""{"trace_input": {{picture}}, "onnx_name": "d.onnx", "onnx_preprocessing": "normalize"}""");
        ExportModelTests.Succeed("export", "e.json", "second");
        using var report = JsonDocument.Parse(File.ReadAllText(work["second/e/verification.json"]));
        report.RootElement[1].GetProperty("shapes").EnumerateArray().Select(shape => string.Join(' ', shape.EnumerateArray())).ShouldBe(["1 32 32 3", "2 32 32 3", "3 32 32 3", "1 32 32 3"]);
    }

    [Theory]
    [InlineData("""{"trace_input": "__import__('os')"}""", "neither an example")]
    [InlineData("""{"trace_input": "torch.rand(1, 99999999999)"}""", "sizes")]
    [InlineData("""{"trace_input": "torch.rand(20000, 20000)"}""", "sizes")]
    [InlineData("""{"trace_input": "torch.rand(1, 0, 32, 32)"}""", "sizes")]
    [InlineData("""{"onnx_name": "../x.onnx"}""", "onnx_name")]
    [InlineData("""{"onnx_opset": 9}""", "13 to 18")]
    [InlineData("""{"trace_name": "m.pt", "onnx_name": "m.pt", "trace_input": "torch.rand(1, 1, 32, 32)"}""", "'onnx_name' is the file of 'trace_name'")]
    [InlineData("""{"trace_name": "m.pt", "ckpt_name": "m.pt", "trace_input": "torch.rand(1, 1, 32, 32)"}""", "'trace_name' is the file of 'ckpt_name'")]
    [InlineData("""{"trace_name": "e.export.pth", "trace_input": "torch.rand(1, 1, 32, 32)"}""", "two files would be 'out/e/e.export.pth'")]
    [InlineData("""{"onnx_name": "e.trace.zip", "trace_input": "torch.rand(1, 1, 32, 32)"}""", "'onnx_name': such a file's name ends with .onnx")]
    [InlineData("""{"onnx_name": "m.onnx", "trace_name": "m.onnx.data", "trace_input": "torch.rand(1, 1, 32, 32)"}""", "two files would be 'out/e/m.onnx.data'")]
    [InlineData("""{"ckpt_name": "verification.json", "trace_input": "torch.rand(1, 1, 32, 32)"}""", "two files would be 'out/e/verification.json'")]
    [InlineData("""{"ckpt_name": "config.latest.json"}""", "two files would be 'out/e/config.latest.json'")]
    [InlineData("""{"save_raw": false}""", "save_raw")]
    [InlineData("""{"trace_input": "torch.rand(1, 3, 32, 32)"}""", "cannot be traced")]
    [InlineData("""{"trace_input": "torch.rand(1, 1, 32, 32)", "ckpt_name": "logs"}""", "logs")]
    [InlineData("""{"trace_input": "torch.rand(1, 1, 32, 32)", "tolerance": 1e-30, "onnx_name": "x.onnx"}""", "tolerance")]
    public void What_cannot_be_exported_is_said_and_leaves_nothing(string export, string message)
    {
        using var work = new Workspace();
        Write(work, export);
        var (code, _, error) = Workspace.Run("--silent", "export", "e.json", "out");
        code.ShouldBe(2);
        error.ShouldContain(message);
        (Directory.Exists(work["out/e"]) ? work.Files("out/e") : []).ShouldBeEmpty();
    }

    // The original's configurations have any name.
    [Theory]
    [InlineData("m.foo", true)]
    [InlineData("m.pth", true)]
    [InlineData("m.zip", false)]
    [InlineData("m.pt", false)]
    public void A_program_that_cannot_be_opened_by_its_name_is_told(string name, bool isTold)
    {
        using var work = new Workspace();
        Write(work, $$"""{"trace_input": "torch.rand(1, 1, 32, 32)", "trace_name": "{{name}}"}""");
        var (code, _, error) = Workspace.Run("--quiet", "export", "e.json", "out");
        code.ShouldBe(0);
        File.Exists($"out/e/{name}").ShouldBeTrue();
        error.Contains($"'trace_name': {name} can only be opened again under a name that ends with .pt or .zip", StringComparison.Ordinal).ShouldBe(isTold, error);
    }

    /// <summary>The shapes at which every file of a report was tried.</summary>
    internal static string[] ShapesTried(string report)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(report));
        var shapes = document.RootElement.EnumerateArray().Select(check => string.Join('\n', check.GetProperty("shapes").EnumerateArray().Select(shape => string.Join(' ', shape.EnumerateArray())))).Distinct();
        return shapes.ShouldHaveSingleItem().Split('\n');
    }

    private static void Write(Workspace work, string export) =>
        File.WriteAllText(work["e.json"], $$"""{"name": "e", "model": {"ckptdata": {{JsonSerializer.Serialize(Path.Combine(AppContext.BaseDirectory, Digits))}}}, "export": {{export}}}""");
}
