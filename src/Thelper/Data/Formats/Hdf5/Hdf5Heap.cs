namespace Thelper.Data.Formats.Hdf5;

/// <summary>Finds values of variable length, which lie in collections all over the file.</summary>
internal static class Hdf5Heap
{
    private const int HeadSize = 16;
    private const int SmallCollection = 1 << 16;

    /// <summary>Reads a value by its reference: length, address of the collection, number in it.</summary>
    public static byte[] Read(Hdf5Input input, ReadOnlySpan<byte> reference)
    {
        var cursor = new Hdf5Cursor(input, reference.ToArray());
        long length = cursor.U32(), address = cursor.I64();
        var number = cursor.U32();
        if (length == 0)
        {
            return [];
        }

        var head = input.Block(address, HeadSize);
        head.Signature("GCOL"u8);
        head.Skip(4);
        var size = head.I64();
        if (size < HeadSize || size > input.Length - address)
        {
            throw input.Damaged("a heap reaches beyond the file's end");
        }

        // One read brings a usual collection; a large one holds few values, whose heads are read one by one.
        var all = size <= SmallCollection ? input.Block(address, size) : null;
        for (long at = HeadSize; at + HeadSize <= size;)
        {
            var entry = all is null ? input.Block(address + at, HeadSize) : At(all, at);
            var index = entry.U16();
            entry.Skip(6);
            var bytes = entry.I64();
            if (index == number && index != 0)
            {
                // The reference counts elements of one byte; both sizes must agree, or one of them is damaged.
                if (bytes != length || bytes > size - at - HeadSize)
                {
                    throw input.Damaged("a value of variable length has two lengths");
                }

                var value = new byte[bytes];
                input.Read(address + at + HeadSize, value);
                return value;
            }

            if (index == 0 || bytes < 0 || bytes > size)
            {
                break;
            }

            at += HeadSize + ((bytes + 7) & ~7L);
        }

        throw input.Damaged("a value of variable length is not in its heap");

        static Hdf5Cursor At(Hdf5Cursor all, long at)
        {
            all.Rewind();
            all.Skip(at);
            return all;
        }
    }
}
