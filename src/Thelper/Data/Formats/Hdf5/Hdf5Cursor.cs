using System.Buffers.Binary;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>Reads little-endian fields of a block of metadata, in order.</summary>
/// <param name="input">The file, for messages.</param>
/// <param name="bytes">The block.</param>
internal sealed class Hdf5Cursor(Hdf5Input input, byte[] bytes)
{
    /// <summary>How HDF5 writes "no address".</summary>
    public const long Undefined = -1;

    private readonly int start;
    private readonly int end = bytes.Length;

    private Hdf5Cursor(Hdf5Input input, byte[] bytes, int start, int end)
        : this(input, bytes)
    {
        this.start = start;
        this.end = end;
        Place = start;
    }

    public Hdf5Input Input => input;

    public int Place { get; private set; }

    public int Left => end - Place;

    public ReadOnlySpan<byte> Bytes(long count)
    {
        if (count < 0 || count > Left)
        {
            throw input.Damaged("a field reaches beyond its block");
        }

        Place += (int)count;
        return bytes.AsSpan(Place - (int)count, (int)count);
    }

    public byte U8() => Bytes(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A size or an address; <see cref="Undefined"/> for none.</summary>
    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    /// <summary>A count of so many bytes.</summary>
    public long Sized(int size) => size switch
    {
        1 => U8(),
        2 => U16(),
        4 => U32(),
        _ => I64(),
    };

    public void Rewind() => Place = start;

    public void Skip(long count) => Bytes(count);

    /// <summary>Skips to the next multiple of 8 from the block's start.</summary>
    public void Align() => Skip(Math.Min(-(Place - start) & 7, Left));

    /// <summary>The next bytes as a block of their own.</summary>
    public Hdf5Cursor Slice(long count)
    {
        Skip(count);
        return new(input, bytes, Place - (int)count, Place);
    }

    /// <summary>Text up to a zero byte, which is skipped too.</summary>
    public string Text()
    {
        var rest = bytes.AsSpan(Place, Left);
        var length = rest.IndexOf((byte)0);
        if (length < 0)
        {
            throw input.Damaged("a name has no end");
        }

        var text = System.Text.Encoding.UTF8.GetString(rest[..length]);
        Skip(length + 1);
        return text;
    }

    public void Signature(ReadOnlySpan<byte> expected)
    {
        if (!Bytes(expected.Length).SequenceEqual(expected))
        {
            throw input.Damaged($"no '{System.Text.Encoding.ASCII.GetString(expected)}' where there should be one");
        }
    }
}
