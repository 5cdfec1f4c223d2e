using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Thelper.Vision.Datasets;

/// <summary>Reads numeric arrays of small whole numbers from MATLAB files of level 5 (MathWorks, "MAT-File Format", versions 5 to 7).</summary>
/// <remarks>Compressed and plain elements, little-endian. Memory grows with what is really in the file, not with what it claims.</remarks>
internal static class MatFile
{
    private const long MaxBytes = int.MaxValue;
    private const int HeaderBytes = 128;
    private const int MaxDimensions = 32;
    private const int MaxName = 256;
    private const uint Int8 = 1;
    private const uint UInt8 = 2;
    private const uint Int32 = 5;
    private const uint UInt32 = 6;
    private const uint Matrix = 14;
    private const uint Compressed = 15;
    private const int FirstNumericClass = 6;
    private const int LastNumericClass = 15;
    private const byte ComplexFlag = 0x08;

    /// <summary>Reads some variables of a file; the others are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">Names of the variables.</param>
    /// <returns>The variables in the order of the names.</returns>
    /// <exception cref="UserErrorException">The file cannot be read, is damaged or in another format, or has no such variable.</exception>
    public static IReadOnlyList<MatArray> Read(string path, params IReadOnlyList<string> names)
    {
        var found = new Dictionary<string, MatArray>(StringComparer.Ordinal);
        try
        {
            using var file = InputFile.OpenRead(path);
            ReadHeader(file);
            while (found.Count < names.Count && file.Position < file.Length)
            {
                var (type, size, _) = ReadTag(file);
                var end = file.Position + size;
                if (end > file.Length)
                {
                    throw new EndOfStreamException("it ends within a variable");
                }

                ReadVariable(file, type, size, names, found);
                file.Position = end;
            }
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new UserErrorException($"{path}: the MATLAB file is damaged or of another kind ({error.Message}); delete it and download it again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be read: {error.Message}", error);
        }

        return [.. names.Select(name => found.TryGetValue(name, out var array) ? array : throw new UserErrorException($"{path}: the MATLAB file has no variable '{name}'"))];
    }

    private static void ReadHeader(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        file.ReadExactly(header);
        if (header[126] == 'M' && header[127] == 'I')
        {
            throw new InvalidDataException("its bytes are in big-endian order, which is not supported");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(header[124..]);
        if (header[126] != 'I' || header[127] != 'M' || version != 0x0100)
        {
            throw new InvalidDataException(version == 0x0200 ? "it is a file of version 7.3; save it with version 7" : "it does not have the header of level 5");
        }
    }

    private static void ReadVariable(FileStream file, uint type, long size, IReadOnlyList<string> names, Dictionary<string, MatArray> found)
    {
        if (type == Matrix)
        {
            using var slice = new StreamSlice(file, size);
            ReadMatrix(slice, names, found);
        }
        else if (type == Compressed)
        {
            using var slice = new StreamSlice(file, size);
            using var unpacked = new ZLibStream(slice, CompressionMode.Decompress);
            var (inner, _, _) = ReadTag(unpacked);
            if (inner == Matrix)
            {
                ReadMatrix(unpacked, names, found);
            }
        }
    }

    private static void ReadMatrix(Stream stream, IReadOnlyList<string> names, Dictionary<string, MatArray> found)
    {
        var flags = ReadSmall(stream, UInt32, 8);
        var dimensions = ReadSmall(stream, Int32, MaxDimensions * sizeof(int));
        var name = Encoding.Latin1.GetString(ReadSmall(stream, Int8, MaxName));
        if (!names.Contains(name))
        {
            return;
        }

        if (flags.Length != 8 || flags[0] is < FirstNumericClass or > LastNumericClass || (flags[1] & ComplexFlag) != 0)
        {
            throw new InvalidDataException($"'{name}' is not an array of real numbers");
        }

        var shape = new int[dimensions.Length / sizeof(int)];
        var count = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32LittleEndian(dimensions.AsSpan(i * sizeof(int)));
            count *= shape[i];
            if (shape[i] < 0 || count > MaxBytes)
            {
                throw new InvalidDataException($"the size of '{name}' is implausible");
            }
        }

        var (type, size, head) = ReadTag(stream);
        var width = MatNumbers.SizeOf(type);
        if (width == 0 || size != count * width)
        {
            throw new InvalidDataException($"'{name}' holds {size} bytes, which do not fit its size");
        }

        found[name] = new MatArray(shape, head is not null ? [Narrowed(head, type, (int)count)] : ReadNumbers(stream, type, width, count));
    }

    private static byte[] Narrowed(byte[] bytes, uint type, int count)
    {
        var narrow = new byte[count];
        MatNumbers.Narrow(bytes, type, narrow);
        return narrow;
    }

    private static List<byte[]> ReadNumbers(Stream stream, uint type, int width, long count)
    {
        const int Step = 1 << 16;
        var chunks = new List<byte[]>();
        var wide = type == UInt8 ? [] : new byte[Step * width];
        for (var left = count; left > 0;)
        {
            // A chunk is filled before the next one is made; a short first part keeps a false claim cheap.
            var part = (int)Math.Min(left, MatArray.ChunkBytes);
            var chunk = new byte[Math.Min(part, Step)];
            for (var filled = 0; filled < part;)
            {
                if (filled == chunk.Length)
                {
                    Array.Resize(ref chunk, (int)Math.Min(part, 8L * chunk.Length));
                }

                var target = chunk.AsSpan(filled, Math.Min(Step, chunk.Length - filled));
                if (type == UInt8)
                {
                    stream.ReadExactly(target);
                }
                else
                {
                    var source = wide.AsSpan(0, target.Length * width);
                    stream.ReadExactly(source);
                    MatNumbers.Narrow(source, type, target);
                }

                filled += target.Length;
            }

            chunks.Add(chunk);
            left -= part;
        }

        return chunks;
    }

    private static byte[] ReadSmall(Stream stream, uint expected, int limit)
    {
        var (type, size, head) = ReadTag(stream);
        if (type != expected || size > limit)
        {
            throw new InvalidDataException("the head of a variable is wrong");
        }

        if (head is not null)
        {
            return head;
        }

        var padded = new byte[(size + 7) / 8 * 8];
        stream.ReadExactly(padded);
        return padded[..(int)size];
    }

    // A tag of four bytes carries up to four bytes of data itself.
    private static (uint Type, long Size, byte[]? Data) ReadTag(Stream stream)
    {
        Span<byte> tag = stackalloc byte[8];
        stream.ReadExactly(tag);
        var type = BinaryPrimitives.ReadUInt32LittleEndian(tag);
        if (type >> 16 == 0)
        {
            return (type, BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]), null);
        }

        var size = (int)(type >> 16);
        return size <= 4 ? (type & 0xffff, size, tag.Slice(4, size).ToArray()) : throw new InvalidDataException("a short element is too long");
    }
}
