using System.Text.Json;
using Thelper.Export;
using Thelper.Onnx;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Infer;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>The section <c>export</c> of a configuration: what is in the session's folder already, archives as models, options that would count for nothing.</summary>
[NoLeaks]
public sealed class ConfiguredExportTests : IDisposable
{
    private const string Network = """{"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]} }""";
    private const string Stages = """[{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""";
    private const string Traced = """ "trace_input": "torch.rand(1, 1, 32, 32)", "trace_name": "d.pt", "onnx_name": "d.onnx" """;
    private const string Flat = """
        public sealed class Flat : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> fc = Linear(1024, 3);

            public Flat() : base("flat") => RegisterComponents();

            public override Tensor forward(Tensor input) => fc.call(input.flatten(1));
        }
        """;

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

        // The new file has no weights beside it: those of the old one go.
        Targets.Where(name => !File.Exists(folder["out/e/" + name])).ShouldBe(["d.onnx.data"]);
        Targets.Where(name => name != "d.onnx.data" && File.ReadAllText(folder["out/e/" + name]) == "mine").ShouldBeEmpty();
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

    // The last layer would be drawn afresh, or its outputs called by others' names, and nothing would train them.
    [Theory]
    [InlineData("""["0", "1"]""", "'export'", false)]
    [InlineData("""["0", "1"]""", "'model'", false)]
    [InlineData("""["2", "1", "0"]""", "'export'", false)]
    [InlineData("""["0", "1"]""", "'export'", true)]
    [InlineData("""["1", "2", "0"]""", "'export'", true)]
    public void A_trained_model_keeps_its_classes(string names, string where, bool isArchive)
    {
        var source = Trained(isArchive);
        var task = TaskOf(names);
        var refusal = Should.Throw<UserErrorException>(() => where == "'export'"
            ? Run($$"""{"ckptdata": {{source}} }""", Traced + ", " + task, task: false)
            : Run($$"""{"ckptdata": {{source}}, {{task}} }""", Traced, task: false)).Message;
        refusal.ShouldContain("the model was trained for the 3 classes [0, 1, 2]");
        refusal.ShouldContain("Nothing is trained here");
        Directory.Exists(folder["out/e"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""["zero", "one", "two"]""")]
    [InlineData("""["0", "one", "2"]""")]
    public void Its_classes_may_have_other_names(string names)
    {
        Run($$"""{"ckptdata": {{Trained(isArchive: false)}} }""", Traced + ", " + TaskOf(names), task: false);
        using var onnx = OnnxModel.Open(folder["out/e/d.onnx"]);
        onnx.Metadata["class_names"].ShouldBe(names.Replace(" ", "", StringComparison.Ordinal));
    }

    // Weights of others come without classes.
    [Fact]
    public void A_type_with_weights_takes_the_task_that_is_given()
    {
        var checkpoint = Run(Network, "");
        var weights = JsonSerializer.Serialize(folder["theirs.pth"]);
        using (NewDisposeScope())
        {
            Checkpoints.Save(((PyDict)Checkpoints.Load(checkpoint)!)["model"], folder["theirs.pth"]);
        }

        Directory.Delete(folder["out/e"], recursive: true);
        Run(Network.Replace("} }", $$"""}, "weights": {{weights}} }""", StringComparison.Ordinal), Traced + ", " + TaskOf("""["c", "b", "a"]"""), task: false);
        using var onnx = OnnxModel.Open(folder["out/e/d.onnx"]);
        onnx.Metadata["class_names"].ShouldBe("""["c","b","a"]""");
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
    [InlineData("a.foo")]
    [InlineData("a.onnx.zip")]
    public void The_name_of_an_ONNX_file_says_what_it_is(string name) =>
        Should.Throw<UserErrorException>(() => Run(Network, $$""" "trace_input": "torch.rand(1, 1, 32, 32)", "onnx_name": "{{name}}" """)).Message.Split('\n')
            .ShouldHaveSingleItem().ShouldContain($"export.onnx_name: 'onnx_name': such a file's name ends with .onnx, which says what it is when it is opened, not '{name}'");

    // By the words of inference, in both forms; a checkpoint of weights says nothing of answers.
    [Theory]
    [InlineData("Segmentation", "label_map_key", "(1, 3); the task's 2 classes need (batch, 2, height, width)")]
    [InlineData("Detection", "bboxes_key", "a detector answers with boxes (N, 4), labels (N) and scores (N)")]
    public void A_model_that_does_not_fit_its_task_is_refused(string task, string key, string message)
    {
        var given = $$""" "task": {"type": "thelper.tasks.{{task}}", "params": {"class_names": ["0", "1"], "input_key": "image", "{{key}}": "truth"} } """;
        var model = $$"""{"type": {{JsonSerializer.Serialize(folder.Write("Flat.cs", Flat) + ":Flat")}} }""";
        Should.Throw<UserErrorException>(() => Run(model, Traced + ", " + given, task: false)).Message.ShouldContain(message);
        Directory.Exists(folder["out/e"]).ShouldBeFalse();
        var checkpoint = Run(model, given, data: Stages, task: false);
        foreach (var options in new ModelExportOptions[] { new() { Onnx = folder["d.onnx"], Input = "32" }, new() { Bundle = folder["proof"], Input = "32" } })
        {
            Should.Throw<UserErrorException>(() => Session.ExportModel(checkpoint, options, SessionEnvironment.Quiet() with { Trust = true })).Message.ShouldContain(message);
        }

        (File.Exists(folder["d.onnx"]) || Directory.Exists(folder["proof"])).ShouldBeFalse();
    }

    // By its first result alone it would be a network that does not fit its task.
    [Fact]
    public void The_program_of_a_detector_is_not_exported_again()
    {
        using (NewDisposeScope())
        {
            using var identity = nn.Identity();
            using var traced = jit.trace(identity, [rand(1, 3, 64, 64)], given =>
            {
                var corners = given[0].reshape(-1, 4);
                return new OrderedDictionary<string, object?> { ["boxes"] = corners, ["labels"] = corners.select(1, 0).to(ScalarType.Int64), ["scores"] = corners.select(1, 1) };
            });
            jit.save(traced, folder["d.pt"], new Dictionary<string, string> { ["task"] = PredictorFixture.Objects.ToString() });
        }

        var model = $$"""{"ckptdata": {{JsonSerializer.Serialize(folder["d.pt"])}} }""";
        Should.Throw<UserErrorException>(() => Run(model, """ "trace_input": "torch.rand(1, 3, 64, 64)", "onnx_name": "d.onnx" """, task: false)).Message
            .ShouldBe($"{folder["d.pt"]}: is the program of an exported detector, which is not exported again: export the detector from its session or its checkpoint");
        Directory.Exists(folder["out/e"]).ShouldBeFalse();
    }

    [Fact]
    public void A_step_of_the_model_itself_is_said_to_be_there()
    {
        var model = $$"""{"type": {{JsonSerializer.Serialize(folder.Write("Flat.cs", Flat.Replace(".flatten(1)", ".flatten(1).lgamma()", StringComparison.Ordinal)) + ":Flat")}} }""";
        Should.Throw<UserErrorException>(() => Run(model, Traced)).Message.ShouldStartWith("aten::lgamma in the model itself has no form in ONNX");
    }

    [Fact]
    public void An_example_that_is_no_picture_is_named_with_its_place()
    {
        var text = folder.Write("mist.sh", "echo");
        Should.Throw<UserErrorException>(() => Run(Network, $$""" "trace_input": {{JsonSerializer.Serialize(text)}} """)).Message.ShouldMatch(@"e\.json:\d+: export\.trace_input: .*mist\.sh");
    }

    [Theory]
    [InlineData("0", "--input 0: sizes are at least 1.")]
    [InlineData("3x0x32", "--input 3x0x32: sizes are at least 1.")]
    [InlineData("32x", "--input 32x: is no size: 224, 224x320 (height, width) or 3x224x320.")]
    [InlineData("1x3x32x32", "--input 1x3x32x32: is no size: 224, 224x320 (height, width) or 3x224x320.")]
    [InlineData("3x32x32", null)]
    [InlineData("torch.rand(1, 3, 32, 32)", null)]
    public void A_size_is_refused_before_anything_is_loaded(string input, string? message)
    {
        var options = new ModelExportOptions { Onnx = folder["d.onnx"], Input = input };
        if (message is null)
        {
            options.Check();
            return;
        }

        Should.Throw<UserErrorException>(options.Check).Message.ShouldBe(message);
    }

    [Fact]
    public void A_bundle_is_not_the_root() =>
        Should.Throw<UserErrorException>(new ModelExportOptions { Bundle = "/", Overwrite = true }.Check).Message.ShouldBe("--bundle /: is the root of all folders; a bundle needs one of its own.");

    // A bundle is replaced as a whole: with another file in it, it would be none.
    [Theory]
    [InlineData("proof/model.onnx", "proof")]
    [InlineData("link/model.onnx", "proof")]
    [InlineData("proof.onnx", "proof.onnx")]
    public void A_file_is_not_written_into_the_bundle(string file, string bundle)
    {
        Directory.CreateDirectory(folder["proof"]);
        Directory.CreateSymbolicLink(folder["link"], folder["proof"]);
        var options = new ModelExportOptions { Onnx = folder[file], Bundle = folder[bundle], Overwrite = true };
        Should.Throw<UserErrorException>(options.Check).Message.ShouldContain($"--onnx {folder[file]}: lies in the folder of --bundle, which holds the bundle alone; name a place outside it.");
        (options with { Onnx = folder["beside.onnx"], Bundle = folder["other"] }).Check();
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

    // A model of three classes, as a checkpoint or as an archive: the path as JSON.
    private string Trained(bool isArchive)
    {
        var path = folder[isArchive ? "digits.pt" : "digits.pth"];
        var checkpoint = Run(Network, "", data: Stages);
        if (isArchive)
        {
            Session.ExportModel(checkpoint, new() { TorchScript = path, Input = "32" }, SessionEnvironment.Quiet());
        }
        else
        {
            File.Copy(checkpoint, path);
        }

        Directory.Delete(folder["out/e"], recursive: true);
        return JsonSerializer.Serialize(path);
    }

    private static string TaskOf(string names) => $$""" "task": {"type": "thelper.tasks.Classification", "params": {"class_names": {{names}}, "input_key": "image", "label_key": "label"} } """;

    private string Run(string model, string export, NewSessionOptions? options = null, string? data = null, bool task = true)
    {
        string[] entries = [export, task ? TaskOf("""["0", "1", "2"]""") : ""];
        var loaders = data is null ? "" : $$""", "loaders": {"base_transforms": {{data}} }""";
        var config = folder.Write("e.json", $$"""{"name": "e", "model": {{model}}, "export": { {{string.Join(", ", entries.Where(entry => entry.Length > 0))}} }{{loaders}} }""");
        return Session.Export(config, folder["out"], SessionEnvironment.Quiet(), options: options);
    }
}
