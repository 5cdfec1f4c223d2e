using System.Buffers.Binary;
using System.IO.Compression;

namespace Thelper.Vision.Datasets;

/// <summary>Reads arrays of bytes in the IDX format of the MNIST files (http://yann.lecun.com/exdb/mnist/, "the IDX file format").</summary>
internal static class IdxFile
{
    private const byte UnsignedByte = 0x08;
    private const byte Int32 = 0x0C;
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads an array, from the file itself or from its gzipped form beside it.</summary>
    /// <param name="path">Path of the file, without <c>.gz</c>.</param>
    /// <param name="dimensions">How many dimensions the array must have.</param>
    /// <returns>Sizes and elements, the last dimension running fastest.</returns>
    /// <exception cref="UserErrorException">The file is no such array, or is cut off.</exception>
    public static (int[] Shape, byte[] Data) Read(string path, int dimensions) => Read(path, dimensions, UnsignedByte);

    /// <summary>Reads an array of 32-bit integers, as <see cref="Read(string, int)"/> does one of bytes.</summary>
    /// <param name="path">Path of the file, without <c>.gz</c>.</param>
    /// <param name="dimensions">How many dimensions the array must have.</param>
    /// <returns>Sizes and elements, the last dimension running fastest.</returns>
    /// <exception cref="UserErrorException">The file is no such array, or is cut off.</exception>
    public static (int[] Shape, int[] Data) ReadIntegers(string path, int dimensions)
    {
        var (shape, bytes) = Read(path, dimensions, Int32);
        var data = new int[bytes.Length / sizeof(int)];
        BinaryPrimitives.ReverseEndianness(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(bytes), data);
        return (shape, data);
    }

    /// <summary>The file that is read: the one of the name, or, where there is none, the gzipped one.</summary>
    /// <param name="path">Path of the file, without <c>.gz</c>.</param>
    public static string Given(string path) => File.Exists(path) ? path : path + ".gz";

    private static (int[] Shape, byte[] Data) Read(string path, int dimensions, byte type)
    {
        var name = Given(path);
        var packed = name != path;
        try
        {
            using Stream file = InputFile.OpenRead(name);
            using var stream = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(stream, name, dimensions, type);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new UserErrorException($"{name}: the file is damaged or cut off; delete it and download it again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{name}: cannot be read: {error.Message}", error);
        }
    }

    private static (int[] Shape, byte[] Data) Read(Stream stream, string name, int dimensions, byte type)
    {
        Span<byte> head = stackalloc byte[4];
        stream.ReadExactly(head);
        if (head[0] != 0 || head[1] != 0 || head[2] != type || head[3] != dimensions)
        {
            throw new UserErrorException(FormattableString.Invariant($"{name}: not an IDX file of {(type == UnsignedByte ? "bytes" : "32-bit integers")} with {dimensions} dimensions"));
        }

        var shape = new int[dimensions];
        var bytes = type == UnsignedByte ? 1L : sizeof(int);
        for (var i = 0; i < dimensions; i++)
        {
            stream.ReadExactly(head);
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(head);
            bytes *= shape[i];
            if (shape[i] < 0 || bytes > MaxBytes)
            {
                throw new InvalidDataException("implausible size");
            }
        }

        return (shape, ReadBytes(stream, (int)bytes));
    }

    // The size is the file's own claim: memory grows with what is really there.
    private static byte[] ReadBytes(Stream stream, int count)
    {
        if (stream is FileStream file && file.Length - file.Position < count)
        {
            throw new EndOfStreamException();
        }

        var data = new byte[Math.Min(count, 1 << 22)];
        var filled = 0;
        while (true)
        {
            stream.ReadExactly(data.AsSpan(filled));
            filled = data.Length;
            if (filled == count)
            {
                return data;
            }

            Array.Resize(ref data, (int)Math.Min(count, 2L * filled));
        }
    }
}
