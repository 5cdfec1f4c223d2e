using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Thelper.Torch.Serialization.Containers;

/// <summary>The checksum of zip files (CRC-32, polynomial 0xEDB88320), eight bytes at a time.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    // Tables[k * 256 + b] advances byte b through k further zero bytes, so that eight lookups handle eight bytes.
    private static readonly uint[] Tables = BuildTables();

    /// <summary>Continues a checksum; the first call passes 0.</summary>
    // A short run is over before the loop would be recompiled with optimisation.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var tables = Tables.AsSpan();
        var state = ~crc;
        while (data.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = tables[1792 + (int)(low & 255)] ^ tables[1536 + (int)((low >> 8) & 255)]
                ^ tables[1280 + (int)((low >> 16) & 255)] ^ tables[1024 + (int)(low >> 24)]
                ^ tables[768 + (int)(high & 255)] ^ tables[512 + (int)((high >> 8) & 255)]
                ^ tables[256 + (int)((high >> 16) & 255)] ^ tables[(int)(high >> 24)];
            data = data[8..];
        }

        foreach (var value in data)
        {
            state = (state >> 8) ^ tables[(int)((state ^ value) & 255)];
        }

        return ~state;
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0; i < 256; i++)
        {
            var value = (uint)i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * Polynomial);
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = (tables[i - 256] >> 8) ^ tables[tables[i - 256] & 255];
        }

        return tables;
    }
}
