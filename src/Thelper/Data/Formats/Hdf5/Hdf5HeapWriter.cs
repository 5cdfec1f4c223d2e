namespace Thelper.Data.Formats.Hdf5;

/// <summary>Gathers values of variable length into collections.</summary>
/// <param name="writer">Where they go.</param>
internal sealed class Hdf5HeapWriter(Hdf5Writer writer)
{
    private const int HeadSize = 16;
    private const int SmallestCollection = 4096;

    private readonly List<(byte[] Reference, int Number)> waiting = [];
    private Hdf5Buffer open = new();

    /// <summary>Adds a value.</summary>
    /// <param name="value">The bytes.</param>
    /// <returns>The reference, 16 bytes, which <see cref="Flush"/> fills in.</returns>
    public byte[] Add(ReadOnlySpan<byte> value)
    {
        var reference = new byte[16];
        if (value.IsEmpty)
        {
            return reference;
        }

        var number = waiting.Count + 1;
        open.U16(number).U16(1).U32(0).I64(value.Length).Bytes(value).Align();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(reference, value.Length);
        waiting.Add((reference, number));
        if (HeadSize + open.Length >= SmallestCollection)
        {
            Flush();
        }

        return reference;
    }

    /// <summary>Writes what is waiting, and fills in the references to it.</summary>
    public void Flush()
    {
        if (waiting.Count == 0)
        {
            return;
        }

        // What is left of the smallest size is one free value, number 0.
        var free = SmallestCollection - HeadSize - open.Length;
        if (free >= HeadSize)
        {
            open.U16(0).U16(0).U32(0).I64(free);
        }

        open.PadTo(SmallestCollection - HeadSize);
        var address = writer.Append(new Hdf5Buffer().Bytes("GCOL"u8).Bytes(1, 0, 0, 0).I64(HeadSize + open.Length).Bytes(open.ToArray()).ToArray());
        foreach (var (reference, number) in waiting)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(reference.AsSpan(4), address);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(reference.AsSpan(12), number);
        }

        waiting.Clear();
        open = new();
    }
}
