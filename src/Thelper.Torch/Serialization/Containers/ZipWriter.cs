using System.Buffers.Binary;
using System.Text;

namespace Thelper.Torch.Serialization.Containers;

/// <summary>Writes a zip archive as PyTorch lays it out: nothing compressed, the contents of every record at a multiple of 64 bytes.</summary>
/// <param name="stream">Where it goes; only written forward.</param>
/// <param name="zip64From">From this size or position on, the 64-bit fields are used; the format's limit unless a test lowers it.</param>
internal sealed class ZipWriter(Stream stream, long zip64From = uint.MaxValue)
{
    private const int Alignment = 64;
    private const int LargestPart = 1 << 24;
    private const ushort PaddingId = 0x4246;
    private const ushort Zip64Id = 1;

    // The first day that the format can express; the time of writing would make equal checkpoints differ.
    private const ushort Date = 0x0021;

    private readonly List<Entry> records = [];
    private long position;

    /// <summary>Adds a record of contents in managed memory.</summary>
    public unsafe void Add(string name, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            Add(name, (nint)start, data.Length);
        }
    }

    /// <summary>Adds a record of contents in native memory, of any length.</summary>
    public void Add(string name, nint data, long length)
    {
        var crc = 0u;
        for (var done = 0L; done < length; done += LargestPart)
        {
            crc = Crc32.Append(crc, Part(data, length, done));
        }

        var record = new Entry(Encoding.UTF8.GetBytes(name), crc, length, position);
        records.Add(record);

        var large = length >= zip64From;
        var fixedPart = 30 + record.Name.Length + (large ? 20 : 0) + 4;
        var padding = (int)((Alignment - ((position + fixedPart) % Alignment)) % Alignment);
        var header = new Fields(fixedPart + padding);
        header.UInt32(0x04034b50).UInt16(large ? (ushort)45 : (ushort)20);
        header.UInt16(0).UInt16(0).UInt16(0).UInt16(Date).UInt32(crc);
        header.UInt32(large ? uint.MaxValue : (uint)length).UInt32(large ? uint.MaxValue : (uint)length);
        header.UInt16((ushort)record.Name.Length).UInt16((ushort)(4 + padding + (large ? 20 : 0))).Bytes(record.Name);
        if (large)
        {
            header.UInt16(Zip64Id).UInt16(16).Int64(length).Int64(length);
        }

        header.UInt16(PaddingId).UInt16((ushort)padding);
        Write(header.Written);
        for (var i = 0; i < padding; i++)
        {
            stream.WriteByte((byte)'Z');
        }

        position += padding;
        for (var done = 0L; done < length; done += LargestPart)
        {
            stream.Write(Part(data, length, done));
        }

        position += length;
    }

    /// <summary>Writes the directory; nothing may be added afterwards.</summary>
    public void Finish()
    {
        var directory = position;
        foreach (var record in records)
        {
            WriteDirectoryEntry(record.Name, record.Crc, record.Length, record.Position);
        }

        var size = position - directory;
        var large = directory >= zip64From || records.Count >= ushort.MaxValue;
        var end = new Fields(98);
        if (large)
        {
            var at = position;
            end.UInt32(0x06064b50).Int64(44).UInt16(45).UInt16(45).UInt32(0).UInt32(0);
            end.Int64(records.Count).Int64(records.Count).Int64(size).Int64(directory);
            end.UInt32(0x07064b50).UInt32(0).Int64(at).UInt32(1);
        }

        var count = large ? ushort.MaxValue : (ushort)records.Count;
        end.UInt32(0x06054b50).UInt16(0).UInt16(0).UInt16(count).UInt16(count);
        end.UInt32(large ? uint.MaxValue : (uint)size).UInt32(large ? uint.MaxValue : (uint)directory).UInt16(0);
        Write(end.Written);
    }

    private void WriteDirectoryEntry(byte[] name, uint crc, long length, long at)
    {
        var largeLength = length >= zip64From;
        var largePosition = at >= zip64From;
        var extra = (largeLength ? 16 : 0) + (largePosition ? 8 : 0);
        var extraLength = extra == 0 ? 0 : extra + 4;
        var entry = new Fields(46 + name.Length + extraLength);
        entry.UInt32(0x02014b50).UInt16(45).UInt16(extra == 0 ? (ushort)20 : (ushort)45);
        entry.UInt16(0).UInt16(0).UInt16(0).UInt16(Date).UInt32(crc);
        entry.UInt32(largeLength ? uint.MaxValue : (uint)length).UInt32(largeLength ? uint.MaxValue : (uint)length);
        entry.UInt16((ushort)name.Length).UInt16((ushort)extraLength).UInt16(0).UInt16(0).UInt16(0).UInt32(0);
        entry.UInt32(largePosition ? uint.MaxValue : (uint)at).Bytes(name);
        if (extra > 0)
        {
            entry.UInt16(Zip64Id).UInt16((ushort)extra);
        }

        if (largeLength)
        {
            entry.Int64(length).Int64(length);
        }

        if (largePosition)
        {
            entry.Int64(at);
        }

        Write(entry.Written);
    }

    private static unsafe ReadOnlySpan<byte> Part(nint data, long length, long from) =>
        new((byte*)data + from, (int)Math.Min(LargestPart, length - from));

    private void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        position += bytes.Length;
    }

    /// <summary>Little-endian fields, one after another.</summary>
    private sealed class Fields(int capacity)
    {
        private readonly byte[] bytes = new byte[capacity];
        private int count;

        public ReadOnlySpan<byte> Written => bytes.AsSpan(0, count);

        public Fields UInt16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(count), value);
            count += 2;
            return this;
        }

        public Fields UInt32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(count), value);
            count += 4;
            return this;
        }

        public Fields Int64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(count), value);
            count += 8;
            return this;
        }

        public Fields Bytes(ReadOnlySpan<byte> value)
        {
            value.CopyTo(bytes.AsSpan(count));
            count += value.Length;
            return this;
        }
    }

    private sealed record Entry(byte[] Name, uint Crc, long Length, long Position);
}
