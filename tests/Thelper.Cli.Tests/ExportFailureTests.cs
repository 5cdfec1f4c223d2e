using Thelper.Cli.Tests.Soak;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>Files of models that are damaged, pictures and tasks that do not fit, a full disk: one message, exit code 2, and nothing half-written.</summary>
[NoLeaks]
public class ExportFailureTests
{
    private const string Model = "out/classif-digits";

    [Theory]
    [InlineData("d.onnx")]
    [InlineData("d.pt")]
    [InlineData("out/e/e.export.pth")]
    public void A_damaged_file_is_named(string file)
    {
        using var work = Exported();
        var bytes = File.ReadAllBytes(file);
        foreach (var left in new[] { 0, 7, bytes.Length / 3, bytes.Length - 50 })
        {
            File.WriteAllBytes(file, bytes[..left]);
            var before = work.Files();
            var message = ExportModelTests.Fail("infer", file, "mini/3", "--output", "p.jsonl", "--transforms", Model);
            message.ShouldContain(Path.GetFileName(file));
            message.TrimEnd().Split('\n').Length.ShouldBeLessThan(4, message);
            work.Files().ShouldBe(before);
        }
    }

    [Fact]
    public void Pictures_of_another_size_are_refused()
    {
        using var work = Exported();
        using (var scope = torch.NewDisposeScope())
        {
            Imaging.ImageCodec.Save("large.png", torch.zeros([40, 48, 3], torch.ScalarType.Byte));
        }

        foreach (var model in new[] { "d.onnx", "d.pt", "out/e/e.export.pth", Model })
        {
            var message = ExportModelTests.Fail("infer", model, "mini/3", "large.png", "--output", "p.jsonl", "--batch-size", "4");
            message.ShouldContain("40, 48", Case.Sensitive, model);
            File.Exists("p.jsonl").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("['a', 'b', 'c']")]
    [InlineData("['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11']")]
    public void A_task_with_more_or_fewer_classes_is_refused(string names)
    {
        using var work = Exported();
        foreach (var (from, to) in new[] { ("d.pt", "other.pt"), ("d.onnx", "other.onnx") })
        {
            using var scope = torch.NewDisposeScope();
            using var script = torch.jit.load("d.pt");
            var task = $"thelper.tasks.classif.Classification(class_names={names}, input_key='image', label_key='label')";
            if (to == "other.pt")
            {
                torch.jit.save(script, to, new Dictionary<string, string> { ["task"] = task });
            }
            else
            {
                using var none = torch.no_grad();
                var trace = DynamicTrace.Of(script, torch.rand(1, 1, 32, 32), script.forward);
                using var module = trace.Module;
                Onnx.OnnxExporter.Export(trace, to, new() { Metadata = new Dictionary<string, string> { ["task"] = task } });
            }

            ExportModelTests.Fail("infer", to, "mini/3", "--transforms", Model, "--output", "p.jsonl").ShouldContain($"{names.Split(',').Length} classes");
            File.Exists("p.jsonl").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(200)]
    [InlineData(300)]
    public void A_full_disk_leaves_nothing(int kilobytes)
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        using var work = Exported();
        using var disk = new SmallDisk(work["full"], kilobytes);
        foreach (var arguments in (string[][])[
            ["export", Model, "--input", "32", "--torchscript", "full/d.pt", "--onnx", "full/d.onnx"],
            ["export", Model, "--input", "32", "--bundle", "full/proof"]])
        {
            var message = ExportModelTests.Fail(arguments);
            message.ShouldContain("full/");
            message.ShouldNotContain(".tmp");

            // Nor is it tried again with other sizes.
            Workspace.Run(["--quiet", .. arguments]).Error.ShouldNotContain("trying");
            Directory.GetFileSystemEntries(work["full"]).ShouldBeEmpty();
        }

        // Some pictures fit, and stay; the document is there or not.
        disk.Resize(16);
        ExportModelTests.Fail("infer", Model, "mini", "--top-k", "10", "--output", "full/p.jsonl", "--pictures", "full/drawn").ShouldContain("cannot be written");
        Directory.GetFiles(work["full"], "*", SearchOption.AllDirectories).ShouldAllBe(file => file.EndsWith(".png", StringComparison.Ordinal) && new FileInfo(file).Length > 100);
        Directory.GetFiles(work["full"], ".*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static Workspace Exported()
    {
        var work = ExportModelTests.Prepared();
        ExportModelTests.Succeed("export", Model, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "32");
        File.WriteAllText(work["e.json"], $$"""{"name": "e", "model": {"ckptdata": "{{Model}}"}, "export": {} }""");
        ExportModelTests.Succeed("export", "e.json", "out");
        return work;
    }
}
