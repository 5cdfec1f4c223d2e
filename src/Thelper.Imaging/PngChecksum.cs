namespace Thelper.Imaging;

/// <summary>The checksum of a chunk of a PNG file (CRC-32; ISO/IEC 15948, annex D).</summary>
internal static class PngChecksum
{
    /// <summary>What a checksum begins with.</summary>
    public const uint Start = uint.MaxValue;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(OfByte)];

    /// <summary>The checksum of two texts one after the other.</summary>
    public static uint Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content) => ~Append(Append(Start, name), content);

    /// <summary>Continues a checksum; it is what this comes to in the end, its bits turned over.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        }

        return state;
    }

    private static uint OfByte(int value)
    {
        var state = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            state = (state & 1) == 0 ? state >> 1 : (state >> 1) ^ 0xEDB88320;
        }

        return state;
    }
}
