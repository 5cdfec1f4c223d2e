using System.Buffers.Binary;
using System.Text;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>Bytes of metadata under construction, little-endian.</summary>
internal sealed class Hdf5Buffer
{
    private readonly List<byte> bytes = [];

    public int Length => bytes.Count;

    public byte[] ToArray() => [.. bytes];

    public Hdf5Buffer Bytes(params ReadOnlySpan<byte> values)
    {
        bytes.AddRange(values);
        return this;
    }

    public Hdf5Buffer U16(int value)
    {
        Span<byte> field = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(field, checked((ushort)value));
        return Bytes(field);
    }

    public Hdf5Buffer U32(long value)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(field, checked((uint)value));
        return Bytes(field);
    }

    public Hdf5Buffer I64(long value)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(field, value);
        return Bytes(field);
    }

    /// <summary>A text with its zero byte, filled up to a multiple of 8 bytes.</summary>
    public Hdf5Buffer Text(string text)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        return Bytes(encoded).Zeros((encoded.Length / 8 * 8) + 8 - encoded.Length);
    }

    public Hdf5Buffer Zeros(int count)
    {
        for (var i = 0; i < count; i++)
        {
            bytes.Add(0);
        }

        return this;
    }

    public Hdf5Buffer Align() => Zeros(-bytes.Count & 7);

    public Hdf5Buffer PadTo(int length) => Zeros(length - bytes.Count);
}
