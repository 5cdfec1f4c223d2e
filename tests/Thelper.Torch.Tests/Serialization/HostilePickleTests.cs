using System.Numerics;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Pickles made to run code, to exhaust memory or time, or to reach outside a storage are refused by name.</summary>
[NoLeaks]
public sealed class HostilePickleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("__builtin__", "eval")]
    [InlineData("builtins", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("builtins", "__import__")]
    [InlineData("operator", "attrgetter")]
    [InlineData("torch", "load")]
    [InlineData("torch.nn.modules.linear", "Linear")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch", "QInt8Storage")]
    [InlineData("numpy", "load")]
    [InlineData("_codecs", "decode")]
    [InlineData("collections", "OrderedDict.__init__")]
    [InlineData("builtins", "compile")]
    [InlineData("builtins", "open")]
    [InlineData("builtins", "setattr")]
    [InlineData("builtins", "vars")]
    [InlineData("builtins", "type")]
    [InlineData("io", "open")]
    [InlineData("sys", "exit")]
    [InlineData("socket", "socket")]
    [InlineData("shutil", "rmtree")]
    [InlineData("pickle", "loads")]
    [InlineData("marshal", "loads")]
    [InlineData("ctypes", "CDLL")]
    [InlineData("importlib", "import_module")]
    [InlineData("runpy", "run_path")]
    [InlineData("webbrowser", "open")]
    [InlineData("functools", "partial")]
    [InlineData("types", "FunctionType")]
    [InlineData("copyreg", "_reconstructor")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch.jit", "load")]
    [InlineData("torch._C", "_jit_fuser_get_fused_kernel_code")]
    [InlineData("torch", "Tensor.set_")]
    [InlineData("torch.utils.cpp_extension", "load")]
    [InlineData("torch.nn.parameter", "UninitializedParameter")]
    [InlineData("torch.return_types", "lstsq")]
    [InlineData("numpy.testing._private.utils", "runstring")]
    [InlineData("numpy.core.multiarray", "fromfile")]
    [InlineData("numpy", "memmap")]
    [InlineData("System.Diagnostics", "Process")]
    [InlineData("", "")]
    public void Classes_outside_the_closed_list_are_named(string module, string name)
    {
        var message = Refused(new PickleBuilder().Global(module, name).Text($"touch {folder["ran"]}").Bytes(0x85).Ops("R"));
        message.ShouldContain($"'{module}.{name}'");
        var stacked = Refused(new PickleBuilder().Text(module).Text(name).Bytes(0x93).Text("echo").Bytes(0x85).Ops("R"));
        stacked.ShouldContain($"'{module}.{name}'");
        File.Exists(folder["ran"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("(ios\nsystem\n")]
    [InlineData("(cos\nsystem\no")]
    [InlineData("\u0082\u0001")]
    [InlineData("Pid\n")]
    [InlineData("\u0097")]
    [InlineData("\u0092")]
    public void Instructions_that_make_objects_in_other_ways_are_refused(string instructions) =>
        Refused(new PickleBuilder().Ops(instructions)).ShouldStartWith(folder["hostile.pth"]);

    [Fact]
    public void An_allowed_name_cannot_be_called_with_other_arguments()
    {
        Refused(new PickleBuilder().Global("_codecs", "encode").Text("text").Text("zip").Bytes(0x86).Ops("R")).ShouldContain("_codecs.encode");
        Refused(new PickleBuilder().Global("builtins", "bytearray").Number(1L << 40).Bytes(0x85).Ops("R")).ShouldContain("builtins.bytearray");
        Refused(new PickleBuilder().Global("builtins", "int").Text("9").Bytes(0x85).Ops("R")).ShouldContain("builtins.int");
        Refused(new PickleBuilder().Global("numpy", "ndarray").Numbers(1L << 40).Bytes(0x85).Ops("R")).ShouldContain("numpy.ndarray");
    }

    [Fact]
    public void A_class_cannot_stand_in_the_place_of_a_value() =>
        Refused(new PickleBuilder().Ops("]").Global("builtins", "dict").Ops("a")).ShouldContain("'builtins.dict' itself");

    [Fact]
    public void Deep_nesting_is_refused()
    {
        const int depth = 200_000;
        Refused(new PickleBuilder().Ops(new string(']', depth) + new string('a', depth - 1))).ShouldContain("200 levels");
        Refused(new PickleBuilder().Ops(")" + new string('\u0085', depth))).ShouldContain("200 levels");
        Refused(new PickleBuilder().Ops(new string('(', depth) + new string('t', depth))).ShouldContain("200 levels");
        Refused(new PickleBuilder().Ops("})" + new string('\u0085', depth) + "Ns")).ShouldContain("key");
    }

    [Fact]
    public void Containers_that_contain_themselves_are_refused()
    {
        Refused(new PickleBuilder().Ops("]q\0h\0a")).ShouldContain("contains itself");
        Refused(new PickleBuilder().Ops("}q\0Nh\0s")).ShouldContain("contains itself");
        Refused(new PickleBuilder().Ops("]q\0]h\0aa")).ShouldContain("contains itself");
        Refused(new PickleBuilder().Ops("]q\0(h\0h\0ta")).ShouldContain("contains itself");
    }

    [Fact]
    public void Sharing_cannot_unfold_to_exponential_size()
    {
        // Each level holds the one below ten times.
        var bomb = new PickleBuilder().Ops("]q\0");
        for (var level = 0; level < 30; level++)
        {
            bomb.Ops("0](").Ops(string.Concat(Enumerable.Repeat("h\0", 10))).Ops("eq\0");
        }

        // Unfolded one by one, they would take years.
        Endless.Forbid(() => Refused(bomb).ShouldContain("unfolds"));
    }

    [Fact]
    public void Keys_cannot_take_exponential_time_to_compare()
    {
        var bomb = new PickleBuilder().Ops("})q\0");
        for (var level = 0; level < 60; level++)
        {
            bomb.Ops("0h\0h\0").Bytes(0x86).Ops("q\0");
        }

        Endless.Forbid(() => Refused(bomb.Ops("Ns")).ShouldContain("key"));
    }

    [Fact]
    public void Keys_cannot_be_chosen_so_that_their_hashes_are_the_same()
    {
        // The halves of each are alike, which .NET's own hash lays over each other.
        var numbers = Enumerable.Range(1, 1000).Select(number => number * ((1L << 32) + 1)).ToList();
        Hashes(numbers.Select(number => (object?)number)).ShouldBeGreaterThan(990);
        Hashes(numbers.Select(number => (object?)BitConverter.Int64BitsToDouble(number))).ShouldBeGreaterThan(990);
        Hashes(numbers.Select(number => (object?)new Complex(BitConverter.Int64BitsToDouble(number), 0.5))).ShouldBeGreaterThan(990);
        numbers.Select(number => SeededNumbers.Instance.GetHashCode(number)).Distinct().Count().ShouldBeGreaterThan(990);

        static int Hashes(IEnumerable<object?> keys) => keys.Select(key => PyKeyComparer.Instance.GetHashCode(key)).Distinct().Count();
    }

    [Fact]
    public void Equal_keys_have_one_hash()
    {
        foreach (var (one, other) in new (object, object)[] { (2L, 2.0), (1L, true), (double.NaN, -double.NaN), (new Complex(0.0, 1), new Complex(-0.0, 1)), (0L, -0.0) })
        {
            PyKeyComparer.Instance.Equals(one, other).ShouldBeTrue();
            PyKeyComparer.Instance.GetHashCode(one).ShouldBe(PyKeyComparer.Instance.GetHashCode(other));
        }
    }

    [Fact]
    public void Keys_that_are_containers_are_refused() => Refused(new PickleBuilder().Ops("}]Ns")).ShouldContain("key");

    [Fact]
    public void Declared_lengths_beyond_the_file_allocate_nothing()
    {
        PickleBuilder[] pickles =
        [
            new PickleBuilder().Ops("X").Int32(-1),
            new PickleBuilder().Ops("X").Int32(int.MaxValue),
            new PickleBuilder().Ops("B").Int32(int.MaxValue),
            new PickleBuilder().Ops("T").Int32(int.MaxValue),
            new PickleBuilder().Bytes(0x8d).Int64(long.MaxValue),
            new PickleBuilder().Bytes(0x8e).Int64(1L << 40),
            new PickleBuilder().Bytes(0x96).Int64(-1),
            new PickleBuilder().Bytes(0x8b).Int32(int.MaxValue),
            new PickleBuilder().Bytes(0x8b).Int32(-5),
            new PickleBuilder().Bytes(0x95).Int64(long.MaxValue),
            new PickleBuilder().Tensor("0", 1L << 50, 0, [1L << 50], [1]),
            new PickleBuilder().Tensor("0", long.MaxValue, 0, [1], [1]),
            new PickleBuilder().Tensor("0", -1, 0, [1], [1]),
        ];
        foreach (var pickle in pickles)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Refused(pickle, ("0", new byte[16]));
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        }
    }

    [Theory]
    [InlineData(4, 0, new long[] { 5 }, new long[] { 1 }, "reaches to element 5")]
    [InlineData(4, 1, new long[] { 4 }, new long[] { 1 }, "reaches to element 5")]
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { 3, 1 }, "reaches to element 5")]
    [InlineData(4, 5, new long[] { 0 }, new long[] { 1 }, "reaches to element 5")]
    [InlineData(4, -1, new long[] { 1 }, new long[] { 1 }, "negative")]
    [InlineData(4, 3, new long[] { 2 }, new long[] { -1 }, "negative")]
    [InlineData(4, 0, new long[] { -4 }, new long[] { 1 }, "negative")]
    [InlineData(4, 0, new long[] { 4 }, new long[] { }, "do not match")]
    [InlineData(4, 0, new long[] { 1L << 62, 4 }, new long[] { 0, 0 }, "overflows")]
    [InlineData(4, 0, new long[] { 3, 3 }, new long[] { long.MaxValue, long.MaxValue }, "overflows")]
    [InlineData(4, long.MaxValue, new long[] { 2 }, new long[] { 1 }, "overflows")]
    [InlineData(4, 0, new long[] { 0, 1L << 40, 1L << 40 }, new long[] { 0, 0, 0 }, "overflows")]
    [InlineData(4, 0, new long[] { 1L << 40 }, new long[] { 0 }, "repeats")]
    [InlineData(3, 0, new long[] { 1 }, new long[] { 1 }, "16")]
    [InlineData(5, 0, new long[] { 1 }, new long[] { 1 }, "16")]
    public void Tensors_must_lie_in_their_storage(long count, long offset, long[] shape, long[] strides, string expected) =>
        Refused(new PickleBuilder().Tensor("0", count, offset, shape, strides), ("0", new byte[16])).ShouldContain(expected);

    [Fact]
    public void A_storage_must_be_there_and_be_described_in_one_way()
    {
        Refused(new PickleBuilder().Tensor("1", 4, 0, [4], [1]), ("0", new byte[16])).ShouldContain("storage '1'");
        Refused(new PickleBuilder().Tensor("../../x/data.pkl", 4, 0, [4], [1]), ("0", new byte[16])).ShouldContain("does not hold");
        var twice = new PickleBuilder().Tensor("0", 4, 0, [4], [1]).Tensor("0", 4, 0, [4], [1], "IntStorage").Bytes(0x86);
        Refused(twice, ("0", new byte[16])).ShouldContain("two ways");
    }

    [Fact]
    public void The_number_of_instructions_is_bounded()
    {
        var limits = new LoadLimits { MaxInstructions = 1000 };
        PickleBuilder.Save(folder["hostile.pth"], new PickleBuilder().Ops("]" + new string('2', 2000)).Stop());
        Should.Throw<CheckpointException>(() => Checkpoints.Load(folder["hostile.pth"], limits)).Message.ShouldContain("1000 instructions");
    }

    [Fact]
    public void The_size_of_tensors_can_be_bounded()
    {
        PickleBuilder.Save(folder["large.pth"], new PickleBuilder().Tensor("0", 4, 0, [4], [1]).Stop(), ("0", new byte[16]));
        var message = Should.Throw<CheckpointException>(() => Checkpoints.Load(folder["large.pth"], new() { MaxTensorBytes = 15 })).Message;
        message.ShouldContain("16 bytes");
    }

    [Theory]
    [InlineData("O8", 8)]
    [InlineData("V8", 8)]
    [InlineData("M8", 8)]
    [InlineData("f99999999999", 8)]
    public void Numpy_types_without_counterpart_are_named(string type, int bytes)
    {
        var array = new PickleBuilder().Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Numbers(0).Text("b").Bytes(0x87).Ops("R(")
            .Number(1).Numbers(1).Global("numpy", "dtype").Text(type).Bytes(0x89, 0x88, 0x87).Ops("R").Bytes(0x89).Ops("B").Int32(bytes).Bytes(new byte[bytes]).Ops("tb");
        Refused(array).ShouldContain($"'{type}'");
    }

    [Fact]
    public void What_the_builder_writes_is_otherwise_read()
    {
        PickleBuilder.Save(folder["good.pth"], new PickleBuilder().Tensor("0", 4, 1, [2], [2]).Stop(), ("0", [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 0, 0, 0, 0, 64]));
        using var tensor = (Tensor)Checkpoints.Load(folder["good.pth"])!;
        Description.Of(tensor).ShouldBe("tensor(float32,[2],[2],False,0000803f00000040)");
    }

    [Fact]
    public void Names_of_numpy_2_are_those_of_numpy_1()
    {
        var scalar = new PickleBuilder().Global("numpy._core.multiarray", "scalar").Global("numpy", "dtype").Text("f8").Bytes(0x89, 0x88, 0x87).Ops("R(")
            .Number(3).Text("<").Ops("NNN").Number(-1).Number(-1).Number(0).Ops("tbC").Bytes(8).Bytes(BitConverter.GetBytes(2.5)).Bytes(0x86).Ops("R");
        PickleBuilder.Save(folder["good.pth"], scalar.Stop());
        Checkpoints.Load(folder["good.pth"]).ShouldBe(2.5);
    }

    [Fact]
    public void Gradients_of_integers_are_refused()
    {
        var pickle = new PickleBuilder().Global("torch._utils", "_rebuild_parameter").Tensor("0", 4, 0, [4], [1], "IntStorage").Bytes(0x88).Ops("}").Bytes(0x87).Ops("R");
        Refused(pickle, ("0", new byte[16])).ShouldContain("Int32");
    }

    [Theory]
    [InlineData("conj", "0000803f000000c0")]
    [InlineData("neg", "000080bf000000c0")]
    public void Lazy_bits_of_newer_files_are_applied(string bit, string expected)
    {
        // The elements stored are 1 + 2i.
        var tensor = new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v2").Ops("((").Text("storage").Global("torch", "ComplexFloatStorage").Text("0")
            .Text("cpu").Number(1).Ops("tQ").Number(0).Numbers(1).Numbers(1).Bytes(0x89).Global("collections", "OrderedDict").Ops(")R}").Text(bit).Bytes(0x88).Ops("stR");
        PickleBuilder.Save(folder["good.pth"], tensor.Stop(), ("0", [0, 0, 128, 63, 0, 0, 0, 64]));
        using var value = (Tensor)Checkpoints.Load(folder["good.pth"])!;
        Description.Of(value).ShouldBe($"tensor(complex64,[1],[1],False,{expected})");
    }

    private string Refused(PickleBuilder pickle, params (string Key, byte[] Data)[] storages)
    {
        var path = folder["hostile.pth"];
        PickleBuilder.Save(path, pickle.Stop(), storages);
        var message = Should.Throw<CheckpointException>(() => Checkpoints.Load(path)).Message;
        message.ShouldStartWith(path);
        message.ShouldNotContain("\n");
        return message;
    }
}
