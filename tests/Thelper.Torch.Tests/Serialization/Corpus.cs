using System.Text;
using Thelper.Torch.Serialization;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Files that once were handled badly, or would be if a check went missing; each by name.</summary>
internal static class Corpus
{
    private static readonly Dictionary<string, Func<byte[]>> Files = new()
    {
        ["empty-lists-of-texts"] = () => Text("U4", [2_000_000_000, 0], 0),
        ["texts-of-no-length"] = () => Text("U0", [1 << 30], 0),
        ["more-texts-than-bytes"] = () => Text("S1", [1 << 30], 8),
        ["text-beyond-unicode"] = () => PickleBuilder.Build(new PickleBuilder().Ops("V\\U00110000\n").Stop()),
        ["text-cut-in-an-escape"] = () => PickleBuilder.Build(new PickleBuilder().Ops("V\\u00\n").Stop()),
        ["mark-popped-twice"] = () => PickleBuilder.Build(new PickleBuilder().Ops("(00").Stop()),
        ["stop-at-once"] = () => PickleBuilder.Build([(byte)'.']),
        ["nothing"] = () => PickleBuilder.Build([]),
        ["frame-beyond-the-end"] = () => PickleBuilder.Build(new PickleBuilder().Bytes(0x95).Int64(1 << 20).Ops("N").Stop()),
        ["untyped-bytes-not-divisible"] = () => PickleBuilder.Build(Newer(6, "float32", [1], [1]), ("0", new byte[6])),
        ["untyped-bytes-too-few"] = () => PickleBuilder.Build(Newer(8, "float64", [2], [1]), ("0", new byte[8])),
        ["sparse-size-overflows"] = () => PickleBuilder.Build(Sparse([1L << 40, 1L << 40], [0]), ("0", new byte[8]), ("1", new byte[4])),
        ["sparse-size-negative"] = () => PickleBuilder.Build(Sparse([-1], [0]), ("0", new byte[8]), ("1", new byte[4])),
        ["sparse-index-outside"] = () => PickleBuilder.Build(Sparse([3], [3]), ("0", BitConverter.GetBytes(3L)), ("1", new byte[4])),
        ["sparse-index-negative"] = () => PickleBuilder.Build(Sparse([3], [-1]), ("0", BitConverter.GetBytes(-1L)), ("1", new byte[4])),
        ["sparse-dimensions-differ"] = () => PickleBuilder.Build(Sparse([3, 3], [0]), ("0", new byte[8]), ("1", new byte[4])),
        ["default-factory-that-is-a-function"] = () => PickleBuilder.Build(new PickleBuilder().Global("collections", "defaultdict").Global("_codecs", "encode").Bytes(0x85).Ops("R").Stop()),
        ["structured-fields-that-are-numbers"] = () => PickleBuilder.Build(
            new PickleBuilder().Global("numpy", "dtype").Text("V8").Bytes(0x89, 0x88, 0x87).Ops("R(").Number(3).Text("|").Ops("N(").Number(1).Ops("t}").Number(8).Number(1).Number(16).Ops("tb").Stop()),
        ["bytes-encoded-again-and-again"] = () => Again(
            new PickleBuilder().Text(new string('x', 1 << 20)).Ops("q\0"), new PickleBuilder(bare: true).Global("_codecs", "encode").Ops("h\0").Text("latin1").Bytes(0x86).Ops("R"), 2000),
        ["set-of-a-list-again-and-again"] = () => Again(
            new PickleBuilder().Ops("](" + string.Concat(Enumerable.Range(0, 1 << 16).Select(i => $"I{i}\n")) + "eq\0"),
            new PickleBuilder(bare: true).Global("builtins", "set").Ops("h\0").Bytes(0x85).Ops("R"), 2000),
        ["dictionary-copied-again-and-again"] = () => Again(
            new PickleBuilder().Ops("}(" + string.Concat(Enumerable.Range(0, 1 << 16).Select(i => $"I{i}\nN")) + "uq\0"),
            new PickleBuilder(bare: true).Global("collections", "Counter").Ops("h\0").Bytes(0x85).Ops("R"), 2000),
        ["swapped-array-again-and-again"] = () => Again(
            new PickleBuilder().Ops("B").Int32(1 << 20).Bytes(new byte[1 << 20]).Ops("q\0"),
            new PickleBuilder(bare: true).Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Numbers(0).Text("b").Bytes(0x87).Ops("R(").Number(1).Numbers(1 << 18)
                .Global("numpy", "dtype").Text("f4").Bytes(0x89, 0x88, 0x87).Ops("R(").Number(3).Text(">").Ops("NNN").Number(-1).Number(-1).Number(0).Ops("tb").Bytes(0x89).Ops("h\0tb"), 2000),
        ["conjugates-of-one-element"] = () => PickleBuilder.Build(
            new PickleBuilder().Ops("(").Bytes([.. Enumerable.Repeat(Conjugate(), 40).SelectMany(bytes => bytes)]).Ops("l").Stop(), ("0", new byte[8])),
        ["legacy-with-nothing-behind-the-magic"] = () => Encoding.Latin1.GetBytes("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."),
        ["legacy-protocol-0-cut"] = () => "L119547037146038801333356L\n.I1001\n."u8.ToArray(),
        ["zip-with-only-an-end"] = () => [.. "PK\u0005\u0006"u8, .. new byte[18]],
        ["zip-cut-after-its-signature"] = () => [.. "PK\u0003\u0004"u8],
    };

    public static IEnumerable<string> Names => Files.Keys;

    public static byte[] Build(string name) => Files[name]();

    private static byte[] Text(string type, long[] shape, int bytes) => PickleBuilder.Build(
        new PickleBuilder().Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Numbers(0).Text("b").Bytes(0x87).Ops("R(").Number(1).Numbers(shape)
            .Global("numpy", "dtype").Text(type).Bytes(0x89, 0x88, 0x87).Ops("R").Bytes(0x89).Ops("B").Int32(bytes).Bytes(new byte[bytes]).Ops("tb").Stop());

    private static byte[] Again(PickleBuilder first, PickleBuilder then, int times) =>
        PickleBuilder.Build(first.Ops("0(").Bytes([.. Enumerable.Repeat(then.Written, times).SelectMany(bytes => bytes)]).Ops("l").Stop());

    // A view of one element that shows it 2^26 times: half a gigabyte, once its conjugates are computed.
    private static byte[] Conjugate() =>
        new PickleBuilder(bare: true).Global("torch._utils", "_rebuild_tensor_v2").Ops("((").Text("storage").Global("torch", "ComplexFloatStorage").Text("0").Text("cpu").Number(1).Ops("tQ")
            .Number(0).Numbers(1 << 26).Numbers(0).Bytes(0x89).Global("collections", "OrderedDict").Ops(")R}").Text("conj").Bytes(0x88).Ops("stR").Written;

    private static byte[] Newer(long bytes, string type, long[] shape, long[] strides) =>
        new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v3").Ops("((").Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Number(bytes).Ops("tQ")
            .Number(0).Numbers(shape).Numbers(strides).Bytes(0x89).Global("collections", "OrderedDict").Ops(")R").Global("torch", type).Ops("tR").Stop();

    private static byte[] Sparse(long[] shape, long[] indices) =>
        new PickleBuilder().Global("torch._utils", "_rebuild_sparse_tensor").Global("torch.serialization", "_get_layout").Text("torch.sparse_coo").Bytes(0x85).Ops("R(")
            .Tensor("0", indices.Length, 0, [1, indices.Length], [indices.Length, 1], "LongStorage").Tensor("1", indices.Length, 0, [indices.Length], [1])
            .Numbers(shape).Ops("t").Bytes(0x86).Ops("R").Stop();
}
