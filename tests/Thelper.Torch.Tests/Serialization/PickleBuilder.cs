using System.Buffers.Binary;
using System.Text;
using Thelper.Torch.Serialization;
using Thelper.Torch.Serialization.Containers;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Writes pickles instruction by instruction, also such as no pickler writes.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> output = [];

    public PickleBuilder(bool bare = false)
    {
        if (!bare)
        {
            Bytes(0x80, 2);
        }
    }

    /// <summary>What was written so far.</summary>
    public byte[] Written => [.. output];

    public PickleBuilder Bytes(params byte[] bytes)
    {
        output.AddRange(bytes);
        return this;
    }

    /// <summary>Instructions that are printable.</summary>
    public PickleBuilder Ops(string ops) => Bytes(Encoding.Latin1.GetBytes(ops));

    public PickleBuilder Global(string module, string name) => Ops($"c{module}\n{name}\n");

    public PickleBuilder Text(string text) => Ops("X").Int32(Encoding.UTF8.GetByteCount(text)).Bytes(Encoding.UTF8.GetBytes(text));

    public PickleBuilder Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Bytes(bytes.ToArray());
    }

    public PickleBuilder Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Bytes(bytes.ToArray());
    }

    /// <summary>A number as an instruction of eight bytes.</summary>
    public PickleBuilder Number(long value) => Bytes(0x8a, 8).Int64(value);

    public PickleBuilder Numbers(params long[] values)
    {
        Ops("(");
        foreach (var value in values)
        {
            Number(value);
        }

        return Ops("t");
    }

    /// <summary>A tensor over the storage of the given key, which holds floats.</summary>
    public PickleBuilder Tensor(string key, long count, long offset, long[] shape, long[] strides, string storage = "FloatStorage") =>
        Global("torch._utils", "_rebuild_tensor_v2").Ops("((").Text("storage").Global("torch", storage).Text(key).Text("cpu").Number(count).Ops("tQ")
            .Number(offset).Numbers(shape).Numbers(strides).Bytes(0x89).Global("collections", "OrderedDict").Ops(")RtR");

    public byte[] Stop()
    {
        Ops(".");
        return [.. output];
    }

    /// <summary>Writes a checkpoint of the zip layout around a pickle.</summary>
    public static void Save(string path, byte[] pickle, params (string Key, byte[] Data)[] storages) => File.WriteAllBytes(path, Build(pickle, storages));

    /// <summary>A checkpoint of the zip layout around a pickle.</summary>
    public static byte[] Build(byte[] pickle, params (string Key, byte[] Data)[] storages)
    {
        using var stream = new MemoryStream();
        var archive = new ZipWriter(stream);
        archive.Add("x/data.pkl", pickle);
        foreach (var (key, data) in storages)
        {
            archive.Add("x/data/" + key, data);
        }

        archive.Add("x/version", "3\n"u8);
        archive.Finish();
        return stream.ToArray();
    }
}
