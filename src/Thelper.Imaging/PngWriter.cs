using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Thelper.Imaging;

/// <summary>Writes a PNG file row by row (ISO/IEC 15948), so that the image need not be in memory.</summary>
public sealed class PngWriter : IDisposable
{
    private const byte AsAbove = 2;
    private const int HighestPalette = 256;
    private readonly Stream output;
    private readonly ChunkStream data;
    private readonly ZLibStream packed;
    private readonly int height;
    private readonly byte[] above;
    private readonly byte[] filtered;
    private int rows;

    /// <summary>Begins a file.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="format">What a pixel is.</param>
    /// <param name="palette">Red, green, blue of each entry, at most 256; for <see cref="PngFormat.Palette"/>.</param>
    /// <param name="software">What the file says right behind its header of the program that made it; null for nothing.</param>
    public PngWriter(Stream output, int width, int height, PngFormat format, ReadOnlySpan<byte> palette = default, string? software = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (format == PngFormat.Palette != palette.Length > 0 || palette.Length % 3 != 0 || palette.Length > 3 * HighestPalette)
        {
            throw new ArgumentException("a palette has 1 to 256 colours of three bytes, and belongs to its format alone", nameof(palette));
        }

        (this.output, this.height) = (output, height);
        var (color, bits, bytes) = format switch
        {
            PngFormat.Gray16 => (0, 16, 2),
            PngFormat.Rgb => (2, 8, 3),
            PngFormat.Palette => (3, 8, 1),
            _ => (0, 8, 1),
        };
        above = new byte[checked(width * bytes)];
        filtered = new byte[above.Length + 1];
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, (byte)bits, (byte)color, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        Chunk(output, "IHDR"u8, header);
        if (software is not null)
        {
            Chunk(output, "tEXt"u8, Encoding.Latin1.GetBytes($"Software\0{software}"));
        }

        if (palette.Length > 0)
        {
            Chunk(output, "PLTE"u8, palette);
        }

        data = new(output);
        packed = new(data, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>Writes rows.</summary>
    /// <param name="pixels">Whole rows: a byte for each pixel; three for <see cref="PngFormat.Rgb"/>; two for <see cref="PngFormat.Gray16"/>, the higher one first.</param>
    /// <exception cref="ArgumentException">They are no whole rows, or more than the image has.</exception>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length % above.Length != 0 || pixels.Length / above.Length > height - rows)
        {
            throw new ArgumentException($"{pixels.Length} bytes are no whole rows of {above.Length}, or more than the {height - rows} that are missing", nameof(pixels));
        }

        for (; pixels.Length > 0; pixels = pixels[above.Length..], rows++)
        {
            var row = pixels[..above.Length];
            filtered[0] = AsAbove;
            for (var i = 0; i < row.Length; i++)
            {
                filtered[i + 1] = (byte)(row[i] - above[i]);
            }

            packed.Write(filtered);
            row.CopyTo(above);
        }
    }

    /// <summary>Ends the file.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public void End()
    {
        if (rows != height)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{rows} of {height} rows were written"));
        }

        packed.Dispose();
        data.Flush();
        Chunk(output, "IEND"u8, []);
    }

    /// <inheritdoc/>
    public void Dispose() => packed.Dispose();

    private static void Chunk(Stream output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        output.Write(number);
        output.Write(name);
        output.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChecksum.Of(name, content));
        output.Write(number);
    }

    // Compressed data, in chunks of a limited size.
    private sealed class ChunkStream(Stream output) : Stream
    {
        private readonly byte[] buffer = new byte[1 << 16];
        private int used;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> content)
        {
            while (content.Length > 0)
            {
                var part = content[..Math.Min(content.Length, buffer.Length - used)];
                part.CopyTo(buffer.AsSpan(used));
                used += part.Length;
                content = content[part.Length..];
                if (used == buffer.Length)
                {
                    Flush();
                }
            }
        }

        public override void Flush()
        {
            if (used > 0)
            {
                Chunk(output, "IDAT"u8, buffer.AsSpan(0, used));
                used = 0;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
