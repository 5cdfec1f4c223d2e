using System.Buffers.Binary;
using System.IO.Compression;

namespace Thelper.Imaging;

/// <summary>The rows of a PNG file (ISO/IEC 15948) in grey or colour of 8 bits that is not interlaced, and has no transparent colour.</summary>
internal sealed class PngRows : IRowReader
{
    private const int Grey = 0;
    private const int Colour = 2;

    // libpng's own limit.
    private const int MostSide = 1_000_000;
    private readonly PngChunks chunks;
    private readonly ZLibStream packed;
    private readonly int bytes;
    private byte[] row;
    private byte[] above;

    private PngRows(PngChunks chunks, int width, int height, int bytes)
    {
        (this.chunks, Width, Height, this.bytes) = (chunks, width, height, bytes);
        packed = new ZLibStream(chunks, CompressionMode.Decompress, leaveOpen: true);
        (row, above) = (new byte[1 + (width * bytes)], new byte[1 + (width * bytes)]);
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Opens a file; null if it is none of these.</summary>
    public static PngRows? Open(string path)
    {
        var chunks = new PngChunks(new FileStream(InputFile.OpenHandle(path), FileAccess.Read));
        PngRows? rows = null;
        try
        {
            return rows = OfHeader(chunks);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        finally
        {
            if (rows is null)
            {
                chunks.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public bool Read(Span<byte> rows)
    {
        try
        {
            for (; rows.Length > 0; rows = rows[(3 * Width)..])
            {
                if (packed.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length || !Restore(row[0], row.AsSpan(1), above.AsSpan(1)))
                {
                    return false;
                }

                ToBlueGreenRed(row.AsSpan(1), rows[..(3 * Width)]);
                (row, above) = (above, row);
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool End()
    {
        try
        {
            // The checksum of what was unpacked lies behind it.
            return packed.ReadByte() < 0 && chunks.End();
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        packed.Dispose();
        chunks.Dispose();
    }

    private static PngRows? OfHeader(PngChunks chunks)
    {
        Span<byte> header = stackalloc byte[13];
        if (!chunks.Begin(header) || header[8..] is not [8, (Grey or Colour) and var kind, 0, 0, 0])
        {
            return null;
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        return width is > 0 and <= MostSide && height is > 0 and <= MostSide && DecodeRequest.Refuse((int)width, (int)height, ImageCodec.MaxPixels, chunks.FileLength) is null
            ? new(chunks, (int)width, (int)height, kind == Grey ? 1 : 3)
            : null;
    }

    // Each byte was stored as what it is beyond a neighbour's: that of the pixel before, of the row above, their mean, or the one of three that is nearest to an estimate (clause 9).
    private bool Restore(int filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (var i = bytes; i < row.Length; i++)
                {
                    row[i] += row[i - bytes];
                }

                return true;
            case 2:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                return true;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < bytes ? 0 : row[i - bytes]) + above[i]) / 2);
                }

                return true;
            case 4:
                for (var i = 0; i < bytes; i++)
                {
                    row[i] += above[i];
                }

                for (var i = bytes; i < row.Length; i++)
                {
                    row[i] += Nearest(row[i - bytes], above[i], above[i - bytes]);
                }

                return true;
            default:
                return false;
        }
    }

    private static byte Nearest(int left, int up, int corner)
    {
        var (byLeft, byUp, byCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return (byte)(byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner);
    }

    private void ToBlueGreenRed(ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        if (bytes == 1)
        {
            for (var x = 0; x < row.Length; x++)
            {
                pixels.Slice(3 * x, 3).Fill(row[x]);
            }

            return;
        }

        for (var i = 0; i < row.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (row[i + 2], row[i + 1], row[i]);
        }
    }
}
