using System.Buffers.Binary;
using System.IO.Compression;
using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Vision.Datasets;

/// <summary>Reads the colour numbers of PNG files with a palette, where image codecs give the colours (ISO/IEC 15948).</summary>
internal static class PaletteImage
{
    private const int Indexed = 3;
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file, which need not be a PNG with a palette.</param>
    /// <returns>A uint8 tensor height x width: colour numbers for a file with a palette, grey values for a grey one; height x width x 3 in RGB order for others.</returns>
    /// <exception cref="ImageException">The image cannot be read; the message names it.</exception>
    public static torch.Tensor Read(string path) => Read(BytesOf(path), path);

    /// <summary>Reads an image whose file lies in memory; see <see cref="Read(string)"/>.</summary>
    /// <param name="data">The file's bytes.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="ImageException">The image cannot be read.</exception>
    public static torch.Tensor Read(byte[] data, string path)
    {
        if (!IsPng(data) || data[25] != Indexed)
        {
            var image = ImageCodec.Decode(data, DecodeMode.Unchanged, path);
            if (image.dtype == torch.uint8 && image.dim() == 3 && image.shape[2] == 3)
            {
                RgbImage.Swap(image.DataSpan<byte>());
            }

            return image;
        }

        try
        {
            return Decode(data, path);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new ImageException($"cannot decode image '{path}': it is damaged or cut off ({error.Message})", error);
        }
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">It cannot be read; the message names it.</exception>
    public static byte[] BytesOf(string path)
    {
        try
        {
            return InputFile.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"cannot read image '{path}': {error.Message}", error);
        }
    }

    /// <summary>Bits of a grey value in a PNG file that has fewer than eight: image codecs stretch those to the range of a byte. Eight for every other file.</summary>
    /// <param name="data">The file's bytes.</param>
    public static int GreyBits(ReadOnlySpan<byte> data) => IsPng(data) && data[25] == 0 && data[24] is (1 or 2 or 4) ? data[24] : 8;

    private static bool IsPng(ReadOnlySpan<byte> data) => data.Length >= 29 && data[..8].SequenceEqual(Signature);

    private static torch.Tensor Decode(byte[] data, string path)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(20)));
        var depth = data[24];
        if (width < 1 || height < 1 || depth is not (1 or 2 or 4 or 8) || data[28] > 1)
        {
            throw new InvalidDataException("its header is wrong");
        }

        if ((long)width * height > ImageCodec.MaxPixels)
        {
            throw new ImageException($"cannot decode image '{path}': {width} x {height} pixels are more than the limit of {ImageCodec.MaxPixels}");
        }

        using var packed = new MemoryStream();
        for (var at = 8L; at + 12 <= data.Length;)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan((int)at));
            if (at + 12 + size > data.Length)
            {
                throw new EndOfStreamException("it ends within a chunk");
            }

            if (data.AsSpan((int)at + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(data, (int)at + 8, (int)size);
            }

            at += 12 + size;
        }

        packed.Position = 0;
        using var stream = new ZLibStream(packed, CompressionMode.Decompress);
        // Rows come first, the tensor after them: a false size takes no memory.
        var passes = data[28] == 1 ? Adam7 : [(0, 0, 1, 1)];
        using var rows = new MemoryStream();
        foreach (var pass in passes)
        {
            ReadPass(stream, Steps(width, pass.X, pass.StepX), Steps(height, pass.Y, pass.StepY), depth, rows);
        }

        return Assemble(rows.GetBuffer(), width, height, depth, passes);
    }

    private static torch.Tensor Assemble(byte[] rows, int width, int height, int depth, (int X, int Y, int StepX, int StepY)[] passes)
    {
        var image = torch.empty([height, width], torch.uint8);
        var pixels = image.DataSpan<byte>();
        var start = 0;
        foreach (var (x0, y0, stepX, stepY) in passes)
        {
            var columns = Steps(width, x0, stepX);
            for (var y = y0; y < height && columns > 0; y += stepY)
            {
                var row = rows.AsSpan(start);
                for (var i = 0; i < columns; i++)
                {
                    var bit = i * depth;
                    pixels[(y * width) + x0 + (i * stepX)] = (byte)((row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1));
                }

                start += ((columns * depth) + 7) / 8;
            }
        }

        return image;
    }

    private static int Steps(int size, int start, int step) => (size - start + step - 1) / step;

    private static void ReadPass(Stream stream, int columns, int count, int depth, MemoryStream rows)
    {
        if (columns <= 0)
        {
            return;
        }

        var size = (int)((((long)columns * depth) + 7) / 8);
        var (row, above) = (new byte[size + 1], new byte[size + 1]);
        for (var y = 0; y < count; y++)
        {
            stream.ReadExactly(row);
            Restore(row, above);
            rows.Write(row, 1, size);
            (row, above) = (above, row);
        }
    }

    // Pixels are at most one byte, so the left neighbour is always one byte away. The filter's number is in front.
    private static void Restore(byte[] row, byte[] above)
    {
        var filter = row[0];
        row[0] = above[0] = 0;
        for (var i = 1; i < row.Length; i++)
        {
            var (left, up, corner) = (row[i - 1], above[i], above[i - 1]);
            row[i] += filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (byte)((left + up) / 2),
                4 => Paeth(left, up, corner),
                _ => throw new InvalidDataException("it has an unknown row filter"),
            };
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var (a, b, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return (byte)(a <= b && a <= c ? left : b <= c ? up : corner);
    }
}
