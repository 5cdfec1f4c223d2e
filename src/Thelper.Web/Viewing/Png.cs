using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Numerics;
using static Thelper.Torch.torch;

namespace Thelper.Web.Viewing;

/// <summary>PNG files: without loss, and packed for speed, since they go no further than the user's screen. ISO/IEC 15948.</summary>
/// <remarks>libpng tries five filters on every row, which takes ten times as long as the one that is good for most pictures.</remarks>
internal static class Png
{
    private const int BitDepth = 8;
    private const byte Colors = 2;
    private const byte ColorsAndOpacity = 6;
    private const byte FilterOfLeft = 1;

    // Differences repeat in runs or not at all.
    private static readonly ZLibCompressionOptions Packing = new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Packs a picture.</summary>
    /// <param name="picture">uint8 H×W×3 (red, green, blue) or H×W×4 (and opacity).</param>
    public static byte[] Encode(Tensor picture)
    {
        using var plain = picture.contiguous();
        var (height, width, channels) = ((int)plain.shape[0], (int)plain.shape[1], (int)plain.shape[2]);
        using var file = new MemoryStream(height * width);
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = BitDepth;
        header[9] = channels == 4 ? ColorsAndOpacity : Colors;
        WritePart(file, "IHDR"u8, header);
        WritePart(file, "IDAT"u8, Packed(plain.DataSpan<byte>(), width * channels, channels));
        WritePart(file, "IEND"u8, default);
        return file.ToArray();
    }

    private static void WritePart(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        var sum = new Crc32();
        sum.Append(name);
        sum.Append(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, sum.GetCurrentHashAsUInt32());
        file.Write(number);
    }

    private static ReadOnlySpan<byte> Packed(ReadOnlySpan<byte> pixels, int stride, int channels)
    {
        using var packed = new MemoryStream(pixels.Length / 2);
        using (var packer = new ZLibStream(packed, Packing, leaveOpen: true))
        {
            var row = new byte[1 + stride];
            row[0] = FilterOfLeft;
            for (; pixels.Length > 0; pixels = pixels[stride..])
            {
                Filter(pixels[..stride], row.AsSpan(1), channels);
                packer.Write(row);
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    // Of every byte what its pixel differs by from that on its left.
    private static void Filter(ReadOnlySpan<byte> row, Span<byte> filtered, int channels)
    {
        row[..channels].CopyTo(filtered);
        var left = row[..^channels];
        var right = row[channels..];
        var to = filtered[channels..];
        var i = 0;
        for (; i <= right.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(right[i..]) - new Vector<byte>(left[i..])).CopyTo(to[i..]);
        }

        for (; i < right.Length; i++)
        {
            to[i] = (byte)(right[i] - left[i]);
        }
    }
}
