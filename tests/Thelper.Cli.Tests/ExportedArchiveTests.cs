using System.IO.Compression;
using System.Text;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>What stands in exported archives beside weights and program: the mode, and the device that weights were on, which need not be there where the file is read.</summary>
[NoLeaks]
public class ExportedArchiveTests
{
    private const string Model = "out/classif-digits";
    private const string Gpu = "cuda:0";
    private const string Task = """{"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "input_key": "image", "label_key": "label"}}""";

    // As a pickle has a text: its length, four bytes, then the letters.
    private static readonly byte[] Cpu = [.. "X\u0003\0\0\0cpu"u8];
    private static readonly byte[] Training = [.. "X\u0008\0\0\0training"u8];

    [Fact]
    public void A_checkpoint_written_on_a_GPU_is_a_model_on_a_CPU()
    {
        using var work = ExportModelTests.Prepared();
        const string Own = Model + "/checkpoints/ckpt.best.pth";
        var expected = Lines(Own);
        File.WriteAllText("e.json", """{"name": "e", "model": {"ckptdata": "out/classif-digits"}, "export": {"ckpt_name": "ours.pth"}}""");
        ExportModelTests.Succeed("export", "e.json", "out");

        // That of thelper 0.6.2, and ours.
        foreach (var (name, file) in new[] { ("theirs", Own), ("ours", "out/e/ours.pth") })
        {
            OnGpu(file, "gpu.pth");
            Lines("gpu.pth").ShouldBe(expected);
            Weighed(name, "gpu.pth");
            using var scope = torch.NewDisposeScope();
            Same(Weights($"out/{name}/weights.pth"), Weights(file));
        }
    }

    [Theory]
    [InlineData("own")]
    [InlineData("traced.pt")]
    [InlineData("scripted.pt")]
    [InlineData("frozen.pt")]
    public void A_program_written_on_a_GPU_runs_on_a_CPU(string file)
    {
        using var work = ExportModelTests.Prepared();
        string[] said = [];
        if (file == "own")
        {
            file = "own.pt";
            ExportModelTests.Succeed("export", Model, "--torchscript", file, "--input", "32");
        }
        else
        {
            file = Path.Combine(AppContext.BaseDirectory, "Golden", "torchscript", file);
            said = ["--transforms", "said.json"];
            File.WriteAllText("said.json", """
                {"model": {"task": TASK}, "loaders": {"base_transforms": [{"operation": "thelper.transforms.ToGray"}, {"operation": "torchvision.transforms.ToTensor"}]}}
                """.Replace("TASK", Task, StringComparison.Ordinal));
        }

        OnGpu(file, "gpu.pt");
        using (torch.NewDisposeScope())
        {
            using var expected = torch.jit.load(file);
            using var found = torch.jit.load("gpu.pt");
            Same(found.state_dict(), expected.state_dict());
            found.state_dict().Values.ShouldAllBe(tensor => tensor.is_cpu);
            var input = torch.rand(2, 1, 32, 32);
            ((torch.Tensor)found.forward(input)!).equal((torch.Tensor)expected.forward(input)!).ShouldBeTrue();
        }

        Lines("gpu.pt", said).ShouldBe(Lines(file, said));
        Weighed("again", "gpu.pt");
    }

    [Fact]
    public void An_archive_is_in_evaluation_mode_throughout()
    {
        using var work = ExportModelTests.Prepared();
        ExportModelTests.Succeed("export", Model, "--torchscript", "d.pt", "--input", "32");
        var pickle = Record("d.pt", "data.pkl");
        var first = pickle.AsSpan().IndexOf(Training);
        first.ShouldBeGreaterThan(0);

        // The key is remembered under a number, by which the other modules name it; its value comes next: 0x88 is true, 0x89 false.
        var key = first + Training.Length;
        pickle[key].ShouldBe((byte)'q');
        byte[] again = [(byte)'h', pickle[key + 1]];
        List<byte> values = [pickle[key + 2]];
        for (var at = pickle.AsSpan().IndexOf(again); at >= 0;)
        {
            values.Add(pickle[at + 2]);
            var next = pickle.AsSpan(at + 2).IndexOf(again);
            at = next < 0 ? -1 : at + 2 + next;
        }

        values.Count.ShouldBeGreaterThan(5);
        values.ShouldAllBe(value => value == 0x89);
    }

    private static string[] Lines(string model, params string[] options) => ExportModelTests.Succeed(["infer", model, "mini/3", "mini/7", "--top-k", "10", "--format", "csv", .. options]).TrimEnd().Split('\n');

    // The model of a file as a session's: 'ckptdata'.
    private static void Weighed(string name, string file)
    {
        File.WriteAllText("w.json", $$"""{"name": "{{name}}", "model": {"ckptdata": "{{file}}"}, "export": {"ckpt_name": "weights.pth", "task": {{Task}} } }""");
        ExportModelTests.Succeed("export", "w.json", "out");
    }

    private static OrderedDictionary<string, torch.Tensor> Weights(string file) =>
        new(((PyDict)((PyDict)Checkpoints.Load(file)!)["model"]!).Select(entry => KeyValuePair.Create((string)entry.Key!, (torch.Tensor)entry.Value!)));

    private static void Same(OrderedDictionary<string, torch.Tensor> found, OrderedDictionary<string, torch.Tensor> expected)
    {
        found.Keys.ShouldBe(expected.Keys);
        found.ShouldAllBe(entry => entry.Value.equal(expected[entry.Key]));
    }

    // The archive as a program would have written it whose weights lay on a GPU: torch.save and torch.jit.save say the device of each storage.
    private static void OnGpu(string from, string to)
    {
        var changed = 0;
        byte[] name = [(byte)'X', (byte)Gpu.Length, 0, 0, 0, .. Encoding.ASCII.GetBytes(Gpu)];
        using (var source = ZipFile.OpenRead(from))
        {
            File.Delete(to);
            using var target = ZipFile.Open(to, ZipArchiveMode.Create);
            foreach (var entry in source.Entries)
            {
                var content = Content(entry);
                if (entry.Name.EndsWith(".pkl", StringComparison.Ordinal))
                {
                    for (var at = content.AsSpan().IndexOf(Cpu); at >= 0; at = content.AsSpan().IndexOf(Cpu))
                    {
                        content = [.. content[..at], .. name, .. content[(at + Cpu.Length)..]];
                        changed++;
                    }
                }

                using var copy = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                copy.Write(content);
            }
        }

        changed.ShouldBeGreaterThan(0, "nothing says where the weights are");
    }

    private static byte[] Record(string archive, string name)
    {
        using var zip = ZipFile.OpenRead(archive);
        return Content(zip.Entries.Single(entry => entry.Name == name));
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
