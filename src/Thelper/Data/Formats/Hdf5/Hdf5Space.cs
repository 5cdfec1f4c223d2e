namespace Thelper.Data.Formats.Hdf5;

/// <summary>Reads and writes the extent of an array or attribute.</summary>
internal static class Hdf5Space
{
    private const int RankLimit = 32;

    /// <summary>Reads a dataspace message.</summary>
    /// <returns>The extent; empty for a single value, null for no value at all.</returns>
    public static long[]? Parse(Hdf5Cursor cursor)
    {
        int version = cursor.U8(), rank = cursor.U8(), flags = cursor.U8(), kind = cursor.U8();
        if (version is not (1 or 2) || rank > RankLimit)
        {
            throw cursor.Input.Damaged("an extent has an impossible form");
        }

        if (version == 2 && kind == 2)
        {
            return null;
        }

        cursor.Skip(version == 1 ? 4 : 0);
        var dims = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            dims[i] = cursor.I64();
            if (dims[i] < 0)
            {
                throw cursor.Input.Damaged("an extent is negative");
            }
        }

        return dims;
    }

    public static void Write(Hdf5Buffer to, ReadOnlySpan<long> dims, ReadOnlySpan<long> limits = default)
    {
        to.Bytes(1, (byte)dims.Length, (byte)(limits.IsEmpty ? 0 : 1), 0).U32(0);
        foreach (var dim in dims)
        {
            to.I64(dim);
        }

        foreach (var limit in limits)
        {
            to.I64(limit);
        }
    }

    /// <summary>Number of elements times their size; refuses what no file or memory can hold.</summary>
    public static long Bytes(Hdf5Input input, ReadOnlySpan<long> dims, long size)
    {
        foreach (var dim in dims)
        {
            if (dim != 0 && size > long.MaxValue / 4 / dim)
            {
                throw input.Damaged("an extent is larger than any memory");
            }

            size *= dim;
        }

        return size;
    }
}
