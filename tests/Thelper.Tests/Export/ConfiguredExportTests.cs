using System.Text.Json;
using Thelper.Export;
using Thelper.Onnx;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>The section <c>export</c> of a configuration: what is in the session's folder already, archives as models, options that would count for nothing.</summary>
[NoLeaks]
public sealed class ConfiguredExportTests : IDisposable
{
    private const string Network = """{"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]} }""";
    private const string Stages = """[{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""";
    private const string Traced = """ "trace_input": "torch.rand(1, 1, 32, 32)", "trace_name": "d.pt", "onnx_name": "d.onnx" """;
    private static readonly string[] Targets = ["d.onnx", "d.onnx.data", "d.pt", "e.export.pth", "verification.json"];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_of_a_folder_that_is_no_session_are_neither_replaced_nor_removed_unasked()
    {
        Fill();
        var refusal = Should.Throw<UserErrorException>(() => Run(Network, Traced)).Message;
        Targets.ShouldAllBe(name => refusal.Contains($"{Path.Combine("out", "e", name)}: is there already; --overwrite replaces it", StringComparison.Ordinal));
        ShouldBeAsBefore();

        // Of the files that are not written nobody needs to speak.
        Should.Throw<UserErrorException>(() => Run(Network, "")).Message.Split('\n').ShouldHaveSingleItem().ShouldContain("e.export.pth");
        ShouldBeAsBefore();
    }

    [Theory]
    [InlineData(""" "trace_input": "torch.rand(1, 3, 32, 32)", "trace_name": "d.pt", "onnx_name": "d.onnx" """, "cannot be traced")]
    [InlineData(""" "trace_input": "torch.rand(1, 1, 32, 32)", "trace_name": "d.pt", "onnx_name": "d.onnx", "tolerance": 1e-30 """, "differs from the model")]
    [InlineData(""" "trace_input": "torch.rand(1, 1, 32, 32)", "trace_name": "d.pt", "onnx_name": "d.onnx", "ckpt_name": "logs" """, "it is a folder")]
    public void What_is_to_be_replaced_stays_where_the_export_fails(string export, string message)
    {
        Fill();
        Should.Throw<UserErrorException>(() => Run(Network, export, new() { Overwrite = true })).Message.ShouldContain(message);
        ShouldBeAsBefore();
    }

    [Fact]
    public void Where_it_is_said_the_files_are_replaced()
    {
        Fill();
        Run(Network, Traced, new() { Overwrite = true });
        Targets.Where(name => File.ReadAllText(folder["out/e/" + name]) == "mine").ShouldBe(["d.onnx.data"]);
        File.ReadAllText(folder["out/e/notes.txt"]).ShouldBe("mine");
        Directory.GetFileSystemEntries(folder["out/e"], ".*").Where(path => path.EndsWith(".tmp", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // The archive says what pictures go through, and so do the files that are made of it.
    [Theory]
    [InlineData("ckptdata")]
    [InlineData("type")]
    public void An_archive_is_a_model_whose_pictures_are_known(string key)
    {
        var checkpoint = Run(Network, "", data: Stages);
        Session.ExportModel(checkpoint, new() { TorchScript = folder["digits.pt"], Input = "32" }, SessionEnvironment.Quiet());
        Directory.Delete(folder["out/e"], recursive: true);
        var exported = Run($$"""{"{{key}}": {{JsonSerializer.Serialize(folder["digits.pt"])}} }""", Traced, task: false);
        using var scope = NewDisposeScope();
        var extra = new Dictionary<string, string> { ["base_transforms"] = "", ["channel_order"] = "", ["task"] = "" };
        using (jit.load(folder["out/e/d.pt"], extra))
        {
        }

        using var onnx = OnnxModel.Open(folder["out/e/d.onnx"]);
        foreach (var metadata in new[] { extra, onnx.Metadata })
        {
            JsonDocument.Parse(metadata["base_transforms"]).RootElement.EnumerateArray().Select(stage => stage.GetProperty("operation").GetString())
                .ShouldBe(["thelper.transforms.ToGray", "torchvision.transforms.ToTensor"]);
            metadata["channel_order"].ShouldBe("bgr");
            metadata["task"].ShouldContain("class_names=['0',");
        }

        exported.ShouldEndWith("e.export.pth");
    }

    [Theory]
    [InlineData(""" "onnx_float16": true """, "onnx_float16", "'onnx_name'")]
    [InlineData(""" "onnx_preprocessing": "all", "trace_name": "d.pt" """, "onnx_preprocessing", "'onnx_name'")]
    [InlineData(""" "onnx_opset": 17, "trace_name": "d.pt" """, "onnx_opset", "'onnx_name'")]
    [InlineData(""" "tolerance": 0.1 """, "tolerance", "'trace_name'")]
    public void An_option_of_a_file_that_is_not_written_is_a_mistake(string export, string key, string message)
    {
        var refusal = Should.Throw<UserErrorException>(() => Run(Network, export)).Message;
        refusal.ShouldContain($"'{key}'");
        refusal.ShouldContain(message);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(13)]
    public void An_opset_is_for_ONNX_files(int opset)
    {
        var options = new ModelExportOptions { TorchScript = folder["d.pt"], Opset = opset };
        Should.Throw<UserErrorException>(options.Check).Message.ShouldBe("--opset: is for ONNX files (--onnx FILE, --bundle DIR).");
        (options with { Onnx = folder["d.onnx"] }).Check();
        (options with { Bundle = folder["proof"] }).Check();
        (options with { Opset = null }).Check();
    }

    private void Fill()
    {
        foreach (var name in Targets.Append("notes.txt"))
        {
            folder.Write("out/e/" + name, "mine");
        }
    }

    private void ShouldBeAsBefore()
    {
        Directory.GetFileSystemEntries(folder["out/e"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(Targets.Append("notes.txt").Order(StringComparer.Ordinal));
        Directory.GetFiles(folder["out/e"]).ShouldAllBe(path => File.ReadAllText(path) == "mine");
    }

    private string Run(string model, string export, NewSessionOptions? options = null, string? data = null, bool task = true)
    {
        const string classes = """ "task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2"], "input_key": "image", "label_key": "label"} } """;
        string[] entries = [export, task ? classes : ""];
        var loaders = data is null ? "" : $$""", "loaders": {"base_transforms": {{data}} }""";
        var config = folder.Write("e.json", $$"""{"name": "e", "model": {{model}}, "export": { {{string.Join(", ", entries.Where(entry => entry.Length > 0))}} }{{loaders}} }""");
        return Session.Export(config, folder["out"], SessionEnvironment.Quiet(), options: options);
    }
}
