using System.Globalization;
using System.Text.Json;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper export MODEL --onnx FILE</c>: what it writes runs on pictures without the session, and nothing is replaced or left half-written.</summary>
[NoLeaks]
public class ExportModelTests
{
    private const string Model = "out/classif-digits";

    [Fact]
    public void Every_exported_file_says_of_pictures_what_the_session_says()
    {
        using var work = Prepared();
        Succeed("export", Model, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "32").ShouldBe("written: d.pt\nwritten: d.onnx\nwritten: d.pt.verification.json\n");
        File.WriteAllText(work["e.json"], $$"""{"name": "e", "model": {"ckptdata": "{{Model}}"}, "export": {"trace_input": "torch.rand(1, 1, 32, 32)", "onnx_name": "d.onnx"} }""");
        Succeed("export", "e.json", "out");
        var expected = Lines(Model);
        foreach (var exported in new[] { "d.onnx", "d.pt", "out/e/d.onnx", "out/e/e.trace.zip", "out/e/e.export.pth" })
        {
            Same(Lines(exported), expected, 1e-5);
        }
    }

    [Fact]
    public void The_metadata_say_what_a_program_without_the_session_needs()
    {
        using var work = Prepared();
        Succeed("export", Model, "--onnx", "d.onnx", "--input", "1x32x32", "--opset", "13");
        File.ReadAllBytes("d.onnx").AsSpan().IndexOf(OpsetImport(13)).ShouldBeGreaterThan(0);
        Succeed("export", Model, "--onnx", "e.onnx", "--input", "1x32x32");
        File.ReadAllBytes("e.onnx").AsSpan().IndexOf(OpsetImport(17)).ShouldBeGreaterThan(0);
        using var onnx = OnnxModel.Open("d.onnx");
        onnx.Metadata["input_size"].ShouldBe("[1,32,32]");
        onnx.Metadata["channel_order"].ShouldBe("bgr");
        onnx.Metadata["model_type"].ShouldBe("thelper.nn.lenet.LeNet");
        onnx.Metadata["thelper_version"].ShouldMatch(@"^\d+\.\d+\.\d+$");
        onnx.Metadata["task"].ShouldStartWith("thelper.tasks.classif.Classification(class_names=['0', '1',");
        JsonSerializer.Deserialize<string[]>(onnx.Metadata["class_names"])!.ShouldBe([.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))]);
        JsonDocument.Parse(onnx.Metadata["normalization"]).RootElement.ToString().ShouldBe("""{"mean":[127],"std":[128]}""");
        JsonDocument.Parse(onnx.Metadata["base_transforms"]).RootElement.GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public void Pictures_of_torchvisions_data_sets_stay_red_green_blue()
    {
        using var work = new Workspace();
        SmallSession.WriteWithImages(work);
        File.WriteAllText("c.json", """
            {"name": "s", "datasets": {"d": {"type": "torchvision.datasets.ImageFolder", "params": {"root": "data"},
                "task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1"], "input_key": "0", "label_key": "1"}},
                "transforms": [{"operation": "torchvision.transforms.Resize", "params": {"size": [40, 40]}, "target_key": "0"}]}},
            "loaders": {"batch_size": 4, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0,
                "base_transforms": [
                    {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "0"},
                    {"operation": "torchvision.transforms.ToTensor", "target_key": "0"}],
                "train_split": {"d": 0.5}, "valid_split": {"d": 0.25}, "test_split": {"d": 0.25}},
            "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [3, 32, 32]}},
            "trainer": {"epochs": 1, "device": "cpu", "monitor": "accuracy", "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001}}},
                "metrics": {"accuracy": {"type": "thelper.optim.Accuracy"}}}}
            """);
        SmallSession.Succeed(SmallSession.New());
        Succeed("export", "out/s", "--onnx", "s.onnx", "--torchscript", "s.pt");
        Colourful(work["colours.png"]);
        var expected = Succeed("infer", "out/s", "colours.png", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n');
        foreach (var exported in new[] { "s.onnx", "s.pt" })
        {
            Same(Succeed("infer", exported, "colours.png", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n'), expected, 1e-6);
        }

        using var onnx = OnnxModel.Open("s.onnx");
        onnx.Metadata["channel_order"].ShouldBe("rgb");
        onnx.Metadata["transforms"].ShouldContain("torchvision.transforms.Resize");

        // The size is what the transforms make of any picture.
        onnx.Metadata["input_size"].ShouldBe("[3,32,32]");
    }

    [Fact]
    public void Nothing_is_replaced_without_a_word_and_a_failure_leaves_what_was_there()
    {
        using var work = Prepared();
        File.WriteAllText("d.onnx", "mine");
        Fail("export", Model, "--onnx", "d.onnx", "--input", "32").ShouldContain("d.onnx: is there already; --overwrite replaces it");
        File.ReadAllText("d.onnx").ShouldBe("mine");
        File.WriteAllText("e.onnx.data", "weights of somebody");
        Fail("export", Model, "--onnx", "e.onnx", "--input", "32").ShouldContain("e.onnx.data: is there already, where large weights go");
        File.WriteAllText("r.onnx.verification.json", "report of somebody");
        Fail("export", Model, "--onnx", "r.onnx", "--input", "32").ShouldContain("r.onnx.verification.json: is there already");
        var before = work.Files();
        Fail("export", Model, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "32", "--overwrite", "--tolerance", "1e-30").ShouldContain("tolerance");
        File.ReadAllText("d.onnx").ShouldBe("mine");
        work.Files().ShouldBe(before);
        Succeed("export", Model, "--onnx", "d.onnx", "--input", "32", "--overwrite");
        using var onnx = OnnxModel.Open("d.onnx");
        Directory.GetFileSystemEntries(work.Path, ".*").ShouldBeEmpty();
    }

    // A name completed too far: the weights would be gone, and what can be trained on with them.
    [Fact]
    public void What_an_export_is_made_from_is_not_replaced()
    {
        using var work = Prepared();
        File.Copy($"{Model}/checkpoints/ckpt.best.pth", "best.pt");
        File.CreateSymbolicLink("link.pt", work["best.pt"]);
        File.WriteAllText(work["e.json"], $$"""{"name": "e", "model": {"ckptdata": "{{Model}}"}, "export": {"trace_input": "torch.rand(1, 1, 32, 32)"} }""");
        Succeed("export", "e.json", "out");
        foreach (var (source, target, transforms) in new[]
        {
            ("best.pt", "best.pt", Model), ("best.pt", "mini/../best.pt", Model), ("link.pt", "best.pt", Model), (Model, "best.pt", "best.pt"), ("out/e/e.export.pth", "out/e/e.trace.zip", Model),
        })
        {
            var before = File.ReadAllBytes(target);
            Fail("export", source, "--torchscript", target, "--overwrite", "--input", "32", "--transforms", transforms).ShouldContain($"--torchscript {target}: is a file that this export is made from, and is not replaced");
            File.ReadAllBytes(target).ShouldBe(before);
        }
    }

    [Fact]
    public void Half_weights_make_half_a_file_that_answers_alike()
    {
        using var work = Prepared();
        Succeed("export", Model, "--onnx", "whole.onnx", "--input", "32");
        Succeed("export", Model, "--onnx", "half.onnx", "--input", "32", "--half");
        var (whole, half) = (new FileInfo("whole.onnx").Length, new FileInfo("half.onnx").Length);
        ((double)half / whole).ShouldBeLessThan(0.6);
        using var report = JsonDocument.Parse(File.ReadAllText("half.onnx.verification.json"));
        report.RootElement[0].GetProperty("maximum").GetDouble().ShouldBeInRange(1e-7, 2e-2);
        report.RootElement[0].GetProperty("same_class").GetDouble().ShouldBeGreaterThan(0.8);
        Same(Lines("half.onnx"), Lines(Model), 0.05, sameOrder: false);
    }

    [Fact]
    public void A_graph_that_prepares_pictures_itself_says_the_same_of_them()
    {
        using var work = Prepared();
        Succeed("export", Model, "--onnx", "bytes.onnx", "--input", "32", "--preprocessing", "normalize");
        using (var onnx = OnnxModel.Open("bytes.onnx"))
        {
            onnx.InputType("input").ShouldBe(torch.ScalarType.Byte);
            onnx.InputShape("input").ShouldBe([-1, 32, 32, 3]);
        }

        Same(Lines("bytes.onnx"), Lines(Model), 1e-5);
        File.WriteAllText(work["e.json"], $$"""{"name": "e", "model": {"ckptdata": "{{Model}}"}, "export": {"trace_input": "torch.rand(1, 1, 32, 32)", "onnx_name": "d.onnx", "onnx_preprocessing": "all"} }""");
        Succeed("export", "e.json", "out");
        Same(Lines("out/e/d.onnx"), Lines(Model), 1e-5);
    }

    [Fact]
    public void Each_channel_has_its_mean_in_the_graph()
    {
        using var work = new Workspace();
        SmallSession.WriteWithImages(work);
        const string ToTensor = """{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}""";
        File.WriteAllText("c.json", File.ReadAllText("c.json").Replace(ToTensor, $$"""{"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [10, 110, 220], "std": [30, 60, 90]}, "target_key": "image"}, {{ToTensor}}""", StringComparison.Ordinal));
        SmallSession.Succeed(SmallSession.New("trainer.epochs=1"));
        Succeed("export", "out/s", "--onnx", "s.onnx", "--preprocessing", "normalize");
        Colourful(work["colours.png"]);
        var expected = Succeed("infer", "out/s", "colours.png", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n');
        Same(Succeed("infer", "s.onnx", "colours.png", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n'), expected, 1e-5);
        Succeed("export", "out/s", "--onnx", "plain.onnx");
        using var onnx = OnnxModel.Open("plain.onnx");
        onnx.Metadata["normalization"].ShouldBe("""{"mean":[10,110,220],"std":[30,60,90]}""");
    }

    [Fact]
    public void A_graph_can_resize_pictures_too()
    {
        using var work = new Workspace();
        SmallSession.WriteWithImages(work);
        SmallSession.Succeed(SmallSession.New("trainer.epochs=1"));
        Succeed("export", "out/s", "--onnx", "s.onnx", "--preprocessing", "all");
        using (var onnx = OnnxModel.Open("s.onnx"))
        {
            onnx.InputShape("input").ShouldBe([-1, -1, -1, 3]);
        }

        Colourful(work["colours.png"]);
        var expected = Succeed("infer", "out/s", "colours.png", "data/0", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n');
        Same(Succeed("infer", "s.onnx", "colours.png", "data/0", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n'), expected, 1e-3);
    }

    // Two classes of the model's ten: what the data says is a mistake, and the model stays what it is.
    [Fact]
    public void Data_of_other_classes_is_no_task_of_a_trained_model()
    {
        using var work = Prepared();
        foreach (var label in new[] { "0", "1" })
        {
            Directory.CreateDirectory(work["few"]);
            Directory.CreateSymbolicLink(work[$"few/{label}"], work[$"mini/{label}"]);
        }

        const string loaders = """ "loaders": {"batch_size": 3, "workers": 0, "test_split": {"d": 1.0}, "base_transforms": [{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]} """;
        void Config(string root) => File.WriteAllText(work["e.json"], $$"""
            {"name": "e", "model": {"ckptdata": "{{Model}}"}, "datasets": {"d": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "{{root}}"} } }, {{loaders}},
             "export": {"trace_input": "torch.rand(1, 1, 32, 32)", "onnx_name": "d.onnx"} }
            """);
        Config("few");
        Fail("export", "e.json", "out2").ShouldContain("the model was trained for the 10 classes [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]; the task has 2, [0, 1]");
        Directory.Exists("out2/e").ShouldBeFalse();

        // Samples of the data are tried beside what is drawn.
        Config("mini");
        Succeed("export", "e.json", "out2");
        ExportTests.ShapesTried("out2/e/verification.json").ShouldBe(["1 1 32 32", "2 1 32 32", "3 1 32 32", .. Enumerable.Repeat("1 1 32 32", 4)]);
    }

    [Fact]
    public void Data_that_cannot_be_read_ends_no_export_whose_example_is_given()
    {
        using var work = Prepared();
        foreach (var picture in Directory.GetFiles(work["mini"], "*.png", SearchOption.AllDirectories))
        {
            File.WriteAllText(picture, "no picture");
        }

        void Config(string example) => File.WriteAllText(work["e.json"], $$"""
            {"name": "e", "model": {"ckptdata": "{{Model}}"}, "datasets": {"d": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "mini"} } },
             "loaders": {"batch_size": 3, "workers": 0, "test_split": {"d": 1.0}, "base_transforms": [{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]},
             "export": { {{example}}"onnx_name": "d.onnx"} }
            """);
        Config(""" "trace_input": "torch.rand(1, 1, 32, 32)", """);
        var (code, _, error) = Workspace.Run("--quiet", "export", "e.json", "out2");
        code.ShouldBe(0, error);
        error.ShouldContain("samples of the data cannot be used, so the exported files are tried on drawn ones alone: ");
        ExportTests.ShapesTried("out2/e/verification.json").ShouldBe(["1 1 32 32", "2 1 32 32", "3 1 32 32"]);

        // Without it the example is one of them.
        Config("");
        Fail("export", "e.json", "out3").ShouldContain(".png");
    }

    [Fact]
    public void Files_are_tried_on_the_pictures_that_are_given()
    {
        using var work = Prepared();
        Succeed("export", Model, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "32", "--sample", "mini/3");
        ExportTests.ShapesTried("d.pt.verification.json").ShouldBe(["1 1 32 32", "2 1 32 32", "3 1 32 32", .. Enumerable.Repeat("1 1 32 32", 8)]);
        var before = work.Files();
        Colourful(work["colours.png"]);
        Fail("export", Model, "--onnx", "e.onnx", "--input", "32", "--sample", "colours.png").ShouldContain("colours.png: is 1x50x60 for the network, which was exported for 1x32x32");
        File.Delete("colours.png");
        work.Files().ShouldBe(before);
    }

    // Trainers and testers give networks numbers of 32 bits, whatever the transforms leave.
    [Fact]
    public void A_session_whose_transforms_leave_bytes_is_exported_and_bundled()
    {
        using var work = new Workspace();
        SmallSession.WriteWithImages(work);
        File.WriteAllText("c.json", File.ReadAllText("c.json").Replace("""{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}""", """{"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}""", StringComparison.Ordinal));
        SmallSession.Succeed(SmallSession.New("trainer.epochs=1"));
        Succeed("export", "out/s", "--onnx", "s.onnx", "--bundle", "proof");
        Succeed("export", "out/s", "--onnx", "bytes.onnx", "--preprocessing", "normalize");
        Succeed("verify", "proof");
        Colourful(work["colours.png"]);
        var expected = Succeed("infer", "out/s", "colours.png", "data/0", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n');
        foreach (var exported in new[] { "s.onnx", "bytes.onnx" })
        {
            Same(Succeed("infer", exported, "colours.png", "data/0", "--top-k", "2", "--format", "csv").TrimEnd().Split('\n'), expected, 1e-4);
        }
    }

    [Theory]
    [InlineData("What to export is missing", "export")]
    [InlineData("There is nothing to write", "export", Model)]
    [InlineData("not understood; the files", "export", Model, "out")]
    [InlineData("such a file's name ends with .onnx", "export", Model, "--onnx", "d.pb")]
    [InlineData("its folder does not exist", "export", Model, "--onnx", "no/d.onnx")]
    [InlineData("neither an example", "export", Model, "--onnx", "d.onnx", "--input", "large")]
    [InlineData("cannot be traced", "export", Model, "--onnx", "d.onnx", "--input", "3x32x32")]
    [InlineData("this one takes [1024]", "export", Model, "--onnx", "d.onnx", "--input", "torch.rand(1, 1024)", "--preprocessing", "normalize")]
    [InlineData("--opset 9: is out of range", "export", Model, "--onnx", "d.onnx", "--opset", "9")]
    [InlineData("--half: is for ONNX files", "export", Model, "--torchscript", "d.pt", "--half")]
    [InlineData("--preprocessing: is for an ONNX file", "export", Model, "--torchscript", "d.pt", "--preprocessing", "all")]
    [InlineData("there are normalize and all", "export", Model, "--onnx", "d.onnx", "--preprocessing", "some")]
    [InlineData("--onnx: is for a model, not for a configuration", "export", "classif.json", "out2", "--onnx", "d.onnx")]
    [InlineData("--save-dir: is for a configuration", "export", Model, "--onnx", "d.onnx", "-d", "out2")]
    [InlineData("no such checkpoint or session directory", "export", "nowhere", "--onnx", "d.onnx")]
    public void Mistakes_are_said_and_leave_nothing(string message, params string[] arguments)
    {
        using var work = Prepared();
        var before = work.Files();
        Fail(arguments).ShouldContain(message);
        work.Files().ShouldBe(before);
    }

    internal static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateDirectory(work[$"{Model}/logs"]);
        Directory.CreateDirectory(work[$"{Model}/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work[$"{Model}/checkpoints/ckpt.best.pth"]);
        return work;
    }

    internal static string Succeed(params string[] arguments)
    {
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        return output;
    }

    internal static string Fail(params string[] arguments)
    {
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        output.ShouldBeEmpty();
        code.ShouldBe(2);
        return error;
    }

    // The field 8 of a model: a message of two bytes, whose field 2 is the version.
    private static byte[] OpsetImport(byte version) => [0x42, 2, 0x10, version];

    private static string[] Lines(string model) => Succeed("infer", model, "mini", "--top-k", "10", "--format", "csv").TrimEnd().Split('\n');

    internal static void Same(string[] found, string[] expected, double tolerance, bool sameOrder = true)
    {
        found.Length.ShouldBe(expected.Length);
        for (var i = 1; i < found.Length; i++)
        {
            var (ours, theirs) = (found[i].Split(','), expected[i].Split(','));
            (sameOrder ? ours[1] : theirs[1]).ShouldBe(theirs[1]);
            var (scores, wanted) = (Scores(ours), Scores(theirs));
            scores.Keys.ShouldBe(wanted.Keys, ignoreOrder: true);
            scores.ShouldAllBe(score => Math.Abs(score.Value - wanted[score.Key]) <= tolerance);
        }
    }

    private static Dictionary<string, float> Scores(string[] cells) => Enumerable.Range(0, (cells.Length - 1) / 2).ToDictionary(k => cells[(2 * k) + 1], k => float.Parse(cells[(2 * k) + 2], CultureInfo.InvariantCulture));

    private static void Colourful(string path)
    {
        using var scope = torch.NewDisposeScope();
        var ramp = torch.arange(0, 50 * 60).reshape(50, 60);
        File.WriteAllBytes(path, Imaging.ImageCodec.Encode(torch.stack([ramp % 251, ramp * 3 % 127, ramp / 30], 2).to(torch.ScalarType.Byte).contiguous(), ".png"));
    }
}
