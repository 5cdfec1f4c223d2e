using System.Buffers.Binary;
using System.Text;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>Reads the bytes of a pickle, never further than the file goes; every length is checked before anything is allocated.</summary>
internal sealed class PickleInput
{
    private const int LongestLine = 1 << 20;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream? stream;
    private readonly long length;
    private readonly byte[] buffer;
    private long start;
    private int next;
    private int filled;

    /// <summary>Reads from memory.</summary>
    public PickleInput(byte[] data, string file)
    {
        buffer = data;
        filled = data.Length;
        length = data.Length;
        File = file;
    }

    /// <summary>Reads from a stream that holds <paramref name="length"/> bytes from its present position on.</summary>
    public PickleInput(Stream stream, long length, string file)
    {
        this.stream = stream;
        this.length = length;
        buffer = new byte[1 << 16];
        File = file;
    }

    /// <summary>The path of the file, for messages.</summary>
    public string File { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position => start + next;

    /// <summary>Bytes that the file still holds.</summary>
    public long Remaining => length - Position;

    /// <summary>An error that names the file.</summary>
    public CheckpointException Fail(string problem) => new(File, problem);

    public byte ReadByte() => Read(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Read(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Read(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Read(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Read(8));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Read(8));

    /// <summary>The next bytes, valid until the next read.</summary>
    /// <exception cref="CheckpointException">The file does not hold that many.</exception>
    public ReadOnlySpan<byte> Read(long count)
    {
        if (count < 0 || count > Remaining || count > Array.MaxLength)
        {
            throw Fail("is damaged or cut short: its pickled structure ends too early");
        }

        var wanted = (int)count;
        if (wanted > filled - next)
        {
            if (wanted > buffer.Length)
            {
                var large = new byte[wanted];
                var held = filled - next;
                buffer.AsSpan(next, held).CopyTo(large);
                stream!.ReadExactly(large.AsSpan(held));
                start += next + wanted;
                next = filled = 0;
                return large;
            }

            Refill(wanted);
        }

        next += wanted;
        return buffer.AsSpan(next - wanted, wanted);
    }

    /// <summary>Text of a given length in bytes.</summary>
    public string ReadText(long count)
    {
        var bytes = Read(count);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Fail("is damaged: it holds a text that is not UTF-8");
        }
    }

    /// <summary>The bytes up to the next line feed, one character each, as the oldest protocol writes its arguments.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        for (var value = ReadByte(); value != '\n'; value = ReadByte())
        {
            if (line.Length == LongestLine)
            {
                throw Fail("is damaged: its pickled structure holds an impossible line");
            }

            line.Append((char)value);
        }

        return line.ToString();
    }

    private void Refill(int wanted)
    {
        buffer.AsSpan(next, filled - next).CopyTo(buffer);
        start += next;
        filled -= next;
        next = 0;
        while (filled < wanted)
        {
            var read = stream!.Read(buffer, filled, (int)Math.Min(buffer.Length - filled, length - start - filled));
            if (read == 0)
            {
                throw Fail("was cut short while it was read");
            }

            filled += read;
        }
    }
}
