using System.IO.Compression;
using Thelper.Testing;
using Thelper.Torch.Tests.Serialization;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Script;

/// <summary>TorchScript archives of strangers. Each of the programs writes a file, or reads one, where it is run; Python's torch.jit.load runs them all.</summary>
[NoLeaks]
public sealed class ScriptFileCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("torch.save(input, \"FILE\")", "torch.save")]
    [InlineData("torch .save(input, \"FILE\")", "torch .save")]
    [InlineData("x = (torch\n    .save(input, \"FILE\"))", "torch")]
    [InlineData("x = (torch # here\n    . # there\n save(input, \"FILE\"))", "torch")]
    [InlineData("torch\\\n.save(input, \"FILE\")", "torch")]
    [InlineData("t = torch\n    t.save(input, \"FILE\")", "torch")]
    [InlineData("t = ops.aten\n    t.save(input, \"FILE\")", "ops")]
    [InlineData("getattr(torch, \"save\")(input, \"FILE\")", "torch")]
    [InlineData("t = \"#\"; torch.save(input, \"FILE\")", "torch.save")]
    [InlineData("t = '\\''; t = torch", "torch")]
    [InlineData("ops.aten.save(input, \"FILE\")", "ops.aten.save")]
    [InlineData("x = torch.from_file(\"FILE\", True, 9, dtype=0)", "torch.from_file")]
    [InlineData("x = ops.prim.rpc_sync(\"worker\", input)", "ops.prim.rpc_sync")]
    [InlineData("x = ops.prim.IgnoredPythonOp(input)", "ops.prim.IgnoredPythonOp")]
    [InlineData("x = ops.mine.system(\"ls\")", "ops.mine.system")]
    [InlineData("x = torch._reshape_alias(input, [8589934592], [1])", "._reshape_alias")]
    [InlineData("x = (input) . _reshape_alias([8589934592], [1])", ". _reshape_alias")]
    [InlineData("x = ops.aten._nested_view_from_buffer_copy(input, input, input, [0])", "._nested_view_from_buffer_copy")]
    [InlineData("x = torch._sparse_coo_tensor_unsafe(input, input, [2, 2])", "._sparse_coo_tensor_unsafe")]
    public void A_program_that_reaches_files_is_refused_however_it_is_written(string step, string piece)
    {
        var file = Written(step.Replace("FILE", folder["out"], StringComparison.Ordinal));
        var message = Should.Throw<UserErrorException>(() => torch.jit.load(file)).Message;
        message.ShouldContain($"has '{piece}");
        message.ShouldContain(".py:");
        File.Exists(folder["out"]).ShouldBeFalse();
    }

    // What the message's look at the text does not find, libtorch does not know.
    [Fact]
    public void Operators_over_any_memory_are_unknown_to_programs()
    {
        var file = Written("x = getattr(self.weight, \"_reshape_alias\")([8589934592], [1])");
        Should.Throw<TorchException>(() => torch.jit.load(file)).Message.ShouldContain("_reshape_alias");
        torch.jit.load(Written("x = getattr(self.weight, \"reshape\")([6])")).Dispose();
    }

    [Theory]
    [InlineData("x = self.ops")]
    [InlineData("x = ops.prim.data(input)")]
    [InlineData("x = torch.format(\"torch, ops and # save {}\", 1)")]
    [InlineData("x = '''\n torch '''")]
    [InlineData("x = __torch__.torch.nn.modules.linear.Linear # of torch")]
    public void Names_that_only_look_like_it_are_not(string step) => ScriptFileCheck.FaultOf($"def forward(self: __torch__.Net,\n    input: Tensor) -> Tensor:\n    {step}\n").ShouldBeNull();

    [Fact]
    public void A_fault_knows_its_line() => ScriptFileCheck.FaultOf("# one\n# two\nx = torch\n").ShouldBe(("torch", 3));

    [Fact]
    public void Every_program_of_an_archive_is_looked_at()
    {
        foreach (var name in new[] { "evil/code/a.py", "evil/code/z.py" })
        {
            var file = Written("x = input");
            using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.WriteLine("torch.save(input, \"out\")");
            }

            Should.Throw<UserErrorException>(() => torch.jit.load(file)).Message.ShouldContain($"{name}:1 has 'torch.save");
            File.Delete(file);
        }
    }

    // libtorch finds 'net/code/x.py' where 'net/CODE/X.PY' is.
    [Fact]
    public void Upper_case_hides_no_program()
    {
        var file = Written("torch.save(input, \"out\")", name => name.Replace("/code/", "/CODE/", StringComparison.Ordinal).Replace(".py", ".PY", StringComparison.Ordinal));
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            using var writer = new StreamWriter(archive.CreateEntry("evil/code/other.py").Open());
            writer.WriteLine("op_version_set = 1");
        }

        Should.Throw<UserErrorException>(() => torch.jit.load(file)).Message.ShouldContain("torch.save");
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            archive.CreateEntry("EVIL/CODE/OTHER.PY");
        }

        Should.Throw<UserErrorException>(() => torch.jit.load(file)).Message.ShouldContain("its records overlap");
    }

    [Fact]
    public void What_unpacks_to_far_more_than_the_file_is_refused()
    {
        var file = Written("x = input");
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            using var record = archive.CreateEntry("evil/data/99", CompressionLevel.SmallestSize).Open();
            record.Write(new byte[20 << 20]);
        }

        Should.Throw<UserErrorException>(() => torch.jit.load(file)).Message.ShouldContain("unpack to more than 100 times its size");
        File.Delete(file);
        file = Written("x = input");
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            // As large as the program is long.
            using var record = archive.CreateEntry("evil/code/long.py", CompressionLevel.NoCompression).Open();
            record.Write(new byte[(64 << 20) + 1]);
        }

        Should.Throw<UserErrorException>(() => torch.jit.load(file)).Message.ShouldContain("its program is longer than 64 MiB");
    }

    [Fact]
    public void What_is_no_archive_is_said()
    {
        File.WriteAllText(folder["text.pt"], "nothing");
        Should.Throw<UserErrorException>(() => torch.jit.load(folder["text.pt"])).Message.ShouldContain("no TorchScript archive");
        torch.jit.is_archive(folder["text.pt"]).ShouldBeFalse();
        torch.jit.is_archive(folder["none.pt"]).ShouldBeFalse();
    }

    // libtorch reads what lies behind the numbers: sizes of 255 where there are a few numbers.
    [Theory]
    [InlineData("/data.pkl", new byte[] { (byte)'K', 2, (byte)'K', 3, (byte)'t' })]
    public void A_tensor_that_reaches_beyond_its_numbers_is_refused(string record, byte[] sizes)
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        using var traced = torch.jit.trace(model, [randn(4, 3)], given => model.call(given[0]) * tensor([1f, 3f]));
        var file = folder["sizes.pt"];
        torch.jit.save(traced, file);
        torch.jit.load(file).Dispose();
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            using var stream = archive.Entries.Single(entry => entry.FullName.EndsWith(record, StringComparison.Ordinal)).Open();
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var at = bytes.AsSpan().IndexOf(sizes);
            at.ShouldBeGreaterThan(0);
            bytes[at + sizes.AsSpan().IndexOf((byte)2)] = 255;
            stream.Position = 0;
            stream.Write(bytes);
        }

        Should.Throw<TorchException>(() => torch.jit.load(file)).Message.ShouldContain("a tensor of it reaches beyond its data");
    }

    // Python's torch.jit.load runs it.
    [Fact]
    public void Damaged_weights_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        using var traced = torch.jit.trace(model, randn(4, 3));
        var file = folder["damaged.pt"];
        torch.jit.save(traced, file);
        var bytes = File.ReadAllBytes(file);
        var weights = System.Runtime.InteropServices.MemoryMarshal.AsBytes(model.weight.detach().contiguous().DataSpan<float>()).ToArray();
        var at = bytes.AsSpan().IndexOf(weights);
        at.ShouldBeGreaterThan(0);
        bytes[at + 7] ^= 0x40;
        File.WriteAllBytes(file, bytes);
        Should.Throw<UserErrorException>(() => torch.jit.load(file)).Message.ShouldContain("the checksum of its record '");
        bytes[at + 7] ^= 0x40;
        File.WriteAllBytes(file, bytes);
        torch.jit.load(file).Dispose();
    }

    // The archive of a linear layer with a step in its program.
    private string Written(string step, Func<string, string>? rename = null)
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        using var traced = torch.jit.trace(model, randn(4, 3));
        var file = folder["evil.pt"];
        torch.jit.save(traced, file);
        using var archive = ZipFile.Open(file, ZipArchiveMode.Update);
        var entry = archive.Entries.First(entry => entry.FullName.EndsWith(".py", StringComparison.Ordinal));
        string program;
        using (var reader = new StreamReader(entry.Open()))
        {
            program = reader.ReadToEnd();
        }

        var name = entry.FullName;
        entry.Delete();
        var body = program.IndexOf("-> Tensor:\n", StringComparison.Ordinal) + "-> Tensor:\n".Length;
        using var writer = new StreamWriter(archive.CreateEntry(rename?.Invoke(name) ?? name).Open());
        writer.Write($"{program[..body]}    {step}\n{program[body..]}");
        return file;
    }
}
