using System.Buffers.Binary;
using Thelper.Torch.Serialization.Containers;
using Thelper.Torch.Serialization.Safe;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization;

/// <summary>Reads and writes safetensors files: named tensors behind a header of JSON, nothing else (https://huggingface.co/docs/safetensors).</summary>
/// <remarks>
/// The format knows dense tensors of the types BOOL, U8, I8, I16, I32, I64, F16, BF16, F32, F64 and C64 in row-major order, and texts as metadata.
/// It cannot say that two tensors share memory: each is written whole, and they are apart after loading.
/// </remarks>
public static class Safetensors
{
    private const int LargestPart = 1 << 24;

    /// <summary>Writes tensors. The file is either complete or unchanged; at most one tensor is copied at a time.</summary>
    /// <param name="tensors">Tensors by name, such as a state dictionary; the header keeps their order. Views are written as what they show.</param>
    /// <param name="path">Where the file is to be; its folder must exist.</param>
    /// <param name="metadata">Texts to keep with them; other programs like to find <c>format</c> = <c>pt</c>.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>__metadata__</c>, or a tensor has no counterpart in the format; no file is written.</exception>
    /// <exception cref="UserErrorException">The file cannot be written there.</exception>
    public static void Save(IEnumerable<KeyValuePair<string, Tensor>> tensors, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var plan = new HeaderWriter(tensors);
        var header = plan.Header(metadata);
        AtomicFile.Write(path, stream => Write(stream, header, plan.InOrder));
    }

    /// <summary>Writes tensors to a stream, as to a file.</summary>
    /// <param name="tensors">Tensors by name.</param>
    /// <param name="stream">Where they go; only written forward; it stays open.</param>
    /// <param name="metadata">Texts to keep with them.</param>
    /// <exception cref="ArgumentException">A name or tensor has no counterpart in the format; nothing is written.</exception>
    public static void Save(IEnumerable<KeyValuePair<string, Tensor>> tensors, Stream stream, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(stream);
        var plan = new HeaderWriter(tensors);
        Write(stream, plan.Header(metadata), plan.InOrder);
    }

    /// <summary>Reads tensors; the whole header is checked before any of them is made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where the tensors are to be; null for the processor.</param>
    /// <param name="filter">Says of a name whether its tensor is wanted; null for all. What is not wanted is not read from the disk.</param>
    /// <returns>Tensors by name, in the header's order; they belong to the caller or to the innermost dispose scope.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged, of another kind, or holds types that are not read.</exception>
    public static OrderedDictionary<string, Tensor> Load(string path, Device? device = null, Func<string, bool>? filter = null) =>
        Open(path, stream => Read(stream, path, device, filter));

    /// <summary>Reads tensors that reach from the present position of a stream to its end.</summary>
    /// <param name="stream">A stream that can seek; it stays open.</param>
    /// <param name="device">Where the tensors are to be; null for the processor.</param>
    /// <param name="filter">Says of a name whether its tensor is wanted; null for all.</param>
    /// <returns>Tensors by name, in the header's order.</returns>
    /// <exception cref="CheckpointException">The contents are damaged, of another kind, or hold types that are not read.</exception>
    public static OrderedDictionary<string, Tensor> Load(Stream stream, Device? device = null, Func<string, bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream.CanSeek && stream.Position > 0 ? new WindowStream(stream) : stream, "the stream", device, filter);
    }

    /// <summary>Reads only the header: names, types, shapes, metadata.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, or of another kind.</exception>
    public static SafetensorsHeader ReadHeader(string path) => Open(path, stream => new HeaderReader(stream, path).Read());

    /// <summary>True if a file begins as these do.</summary>
    internal static bool Recognises(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        return Open(path, stream =>
        {
            Span<byte> head = stackalloc byte[9];
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
                && head[8] == (byte)'{' && BinaryPrimitives.ReadInt64LittleEndian(head) is var length && length > 1 && length <= stream.Length - 8;
        });
    }

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new CheckpointException(path, Directory.Exists(path) ? "is a folder, not a file" : "does not exist");
        }

        try
        {
            using var stream = new FileStream(InputFile.Require(path), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            return read(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"cannot be read: {exception.Message}", exception);
        }
    }

    private static OrderedDictionary<string, Tensor> Read(Stream stream, string file, Device? device, Func<string, bool>? filter)
    {
        if (!stream.CanSeek)
        {
            throw new CheckpointException(file, "is not a regular file: reading goes back and forth in it; copy it to a file first");
        }

        var reader = new HeaderReader(stream, file);
        var header = reader.Read();
        var tensors = new OrderedDictionary<string, Tensor>();
        try
        {
            foreach (var entry in header.Tensors)
            {
                if (filter is null || filter(entry.Name))
                {
                    stream.Position = reader.DataStart + entry.Begin;
                    tensors.Add(entry.Name, ReadTensor(stream, file, entry, device));
                }
            }
        }
        catch
        {
            foreach (var (_, tensor) in tensors)
            {
                tensor.Dispose();
            }

            throw;
        }

        return tensors;
    }

    private static unsafe Tensor ReadTensor(Stream stream, string file, SafetensorsEntry entry, Device? device)
    {
        Tensor tensor;
        try
        {
            tensor = empty([.. entry.Shape], entry.Type, CPU);
        }
        catch (TorchException exception)
        {
            throw new CheckpointException(file, $"the tensor '{Pickling.PickleText.Printable(entry.Name)}' needs {entry.End - entry.Begin} bytes of memory, which could not be had", exception);
        }

        try
        {
            var start = (byte*)tensor.DataPointer;
            var bytes = entry.End - entry.Begin;
            for (var done = 0L; done < bytes; done += LargestPart)
            {
                stream.ReadExactly(new Span<byte>(start + done, (int)Math.Min(LargestPart, bytes - done)));
            }

            if (device is not { } target || target.type == DeviceType.CPU)
            {
                return tensor;
            }

            using (tensor)
            {
                return tensor.to(target);
            }
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static unsafe void Write(Stream stream, byte[] header, IReadOnlyList<Tensor> tensors)
    {
        stream.Write(header);
        using var mode = no_grad();
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            var plain = tensor.detach();
            plain = aten.is_conj(plain) ? aten.resolve_conj(plain) : plain;
            plain = aten.is_neg(plain) ? aten.resolve_neg(plain) : plain;
            var packed = plain.to(torch.CPU).contiguous();
            var bytes = packed.numel() * packed.dtype.ElementSize();
            for (var done = 0L; done < bytes; done += LargestPart)
            {
                stream.Write(new ReadOnlySpan<byte>((byte*)packed.DataPointer + done, (int)Math.Min(LargestPart, bytes - done)));
            }
        }
    }
}
