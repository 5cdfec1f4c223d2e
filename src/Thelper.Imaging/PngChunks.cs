using System.Buffers.Binary;
using System.Text;

namespace Thelper.Imaging;

/// <summary>The compressed data of a PNG file, which lie in chunks of any size (ISO/IEC 15948, clause 11), as one stream.</summary>
/// <remarks>Damage is an <see cref="InvalidDataException"/>.</remarks>
/// <param name="file">The file, owned from now on.</param>
internal sealed class PngChunks(FileStream file) : Stream
{
    private const string Data = "IDAT";
    private const string Last = "IEND";

    // They say nothing of the pixels, or only how bright these are meant to be, which OpenCV passes over.
    private static readonly HashSet<string> PassedOver = ["gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "tIME", "tEXt", "zTXt", "iTXt", "bKGD"];
    private string name = "";
    private long left;
    private uint checksum;

    /// <summary>Bytes of the file.</summary>
    public long FileLength => file.Length;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What a PNG file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Reads the header, and goes to the data.</summary>
    /// <param name="header">Gets the header: 13 bytes.</param>
    /// <returns>False if there is none, or something lies before the data that changes what they mean, or is not known.</returns>
    public bool Begin(Span<byte> header)
    {
        Span<byte> start = stackalloc byte[Signature.Length];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.SequenceEqual(Signature))
        {
            return false;
        }

        Next();
        if (name != "IHDR" || left != header.Length)
        {
            return false;
        }

        ReadContent(header);
        Finish();
        Next();
        return Find(Data);
    }

    /// <summary>After the data: whether nothing but what is passed over lies between them and the end.</summary>
    public bool End() => Read(new byte[1]) == 0 && Find(Last) && left == 0 && IsClosed();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (name == Data && left == 0)
        {
            Finish();
            Next();
        }

        return name == Data ? ReadContent(buffer[..(int)Math.Min(buffer.Length, left)]) : 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Find(string wanted)
    {
        while (name != wanted)
        {
            if (!PassedOver.Contains(name))
            {
                return false;
            }

            var content = new byte[1 << 12];
            while (left > 0)
            {
                ReadContent(content.AsSpan(0, (int)Math.Min(content.Length, left)));
            }

            Finish();
            Next();
        }

        return true;
    }

    private void Next()
    {
        Span<byte> head = stackalloc byte[8];
        Fill(head);
        (name, left) = (Encoding.Latin1.GetString(head[4..]), BinaryPrimitives.ReadUInt32BigEndian(head));
        checksum = PngChecksum.Append(PngChecksum.Start, head[4..]);
    }

    private int ReadContent(Span<byte> content)
    {
        Fill(content);
        left -= content.Length;
        checksum = PngChecksum.Append(checksum, content);
        return content.Length;
    }

    private void Finish()
    {
        if (!IsClosed())
        {
            throw new InvalidDataException("a checksum is wrong");
        }
    }

    private bool IsClosed()
    {
        Span<byte> number = stackalloc byte[4];
        Fill(number);
        return BinaryPrimitives.ReadUInt32BigEndian(number) == ~checksum;
    }

    private void Fill(Span<byte> bytes)
    {
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("the file ends before the image does");
        }
    }
}
