using System.Buffers.Binary;
using System.Numerics;
using Thelper.Torch.Serialization.Pickling;

namespace Thelper.Torch.Serialization.Containers;

/// <summary>The layout before PyTorch 1.6: five pickles one after another, then the storages, each behind its element count.</summary>
internal sealed class LegacyContainer : ICheckpointContainer
{
    private const long Protocol = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    private readonly Stream stream;
    private readonly string file;
    private readonly Dictionary<string, long> positions = [];

    /// <summary>Reads an open file, which stays the caller's.</summary>
    public LegacyContainer(Stream stream, string file)
    {
        this.stream = stream;
        this.file = file;
    }

    /// <summary>True if the first bytes of a file hold the pickled magic number, with whatever protocol.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) =>
        head.IndexOf((ReadOnlySpan<byte>)[0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]) is >= 0 and < 16
        || head.StartsWith("L119547037146038801333356L\n"u8);

    /// <inheritdoc/>
    public object? ReadStructure(LoadLimits limits)
    {
        stream.Position = 0;
        var input = new PickleInput(stream, stream.Length, file);
        object? Next() => new PickleReader(input, limits).Read();
        if (Next() is not BigInteger magic || magic != Magic)
        {
            throw new CheckpointException(file, "is not a PyTorch checkpoint");
        }

        if (Next() is not Protocol)
        {
            throw new CheckpointException(file, $"is of another version of the format than {Protocol}, which alone is read");
        }

        if (Next() is not PyDict system || !system.TryGetValue("little_endian", out var little) || little is not bool order)
        {
            throw Damaged("its header does not describe the machine that wrote it");
        }

        if (!order)
        {
            throw new CheckpointException(file, "was written in big-endian byte order; only little-endian files are read");
        }

        var reader = new PickleReader(input, limits, storage =>
            storage.Bytes <= input.Remaining ? null : $"it takes {storage.Bytes} bytes, more than the file holds");
        var structure = reader.Read();
        if (Next() is not List<object?> keys)
        {
            throw Damaged("the list of its storages is missing");
        }

        Locate(keys, reader.Storages, input.Position);
        return structure;
    }

    /// <inheritdoc/>
    public unsafe void ReadStorage(StorageRef storage, nint destination)
    {
        stream.Position = positions[storage.Key];
        for (var done = 0L; done < storage.Bytes;)
        {
            var part = new Span<byte>((byte*)destination + done, (int)Math.Min(1 << 24, storage.Bytes - done));
            if (stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
            {
                throw Damaged("it ends too early");
            }

            done += part.Length;
        }
    }

    private void Locate(List<object?> keys, IReadOnlyDictionary<string, StorageRef> storages, long position)
    {
        Span<byte> count = stackalloc byte[8];
        foreach (var item in keys)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage) || !positions.TryAdd(key, position + 8))
            {
                throw Damaged("the list of its storages does not fit its structure");
            }

            if (position + 8 > stream.Length)
            {
                throw Damaged("it ends before the last of its storages");
            }

            stream.Position = position;
            stream.ReadExactly(count);
            var held = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (held != storage.Count)
            {
                throw Damaged($"storage '{PickleText.Printable(key)}' has {held} elements in one place and {storage.Count} in another");
            }

            if (storage.Bytes > stream.Length - position - 8)
            {
                throw Damaged("it ends before the last of its storages");
            }

            position += 8 + storage.Bytes;
        }

        if (positions.Count != storages.Count)
        {
            throw Damaged("a storage that it refers to is missing");
        }
    }

    private CheckpointException Damaged(string problem) => new(file, $"is damaged or was cut short: {problem}");
}
