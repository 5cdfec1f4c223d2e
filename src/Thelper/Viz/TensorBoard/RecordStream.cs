using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Thelper.Viz.TensorBoard;

/// <summary>A TFRecord file: each record is its length, a checksum of the length, the bytes, and a checksum of the bytes.</summary>
/// <remarks>Format: tensorflow/core/lib/io/record_writer.h; checksums are CRC32C, masked as in tensorflow/core/lib/hash/crc32c.h.</remarks>
internal sealed class RecordStream(Stream stream) : IDisposable
{
    /// <summary>Appends one record.</summary>
    public void Write(ReadOnlySpan<byte> record)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedChecksum(head[..8]));
        stream.Write(head);
        stream.Write(record);
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedChecksum(record));
        stream.Write(tail);
    }

    /// <summary>Hands buffered records to the operating system.</summary>
    public void Flush() => stream.Flush();

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    internal static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var crc = uint.MaxValue;
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var value in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8u;
    }
}
