using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>One step of the compression of an array's pieces.</summary>
/// <param name="Id">HDF5's number of the step.</param>
/// <param name="Settings">Its numbers.</param>
internal sealed record Hdf5Filter(int Id, uint[] Settings)
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Lzf = 32000;
    private const int Lz4Id = 32004;
    private const int CountLimit = 32;

    // What the LZ4 plugin cuts its input into, unless told otherwise.
    private const int Lz4Block = 1 << 30;

    /// <summary>The filter with the registered number 32004.</summary>
    public static Hdf5Filter Lz4Chunks => new(Lz4Id, [0]);

    /// <summary>HDF5's deflate.</summary>
    public static Hdf5Filter Gzip(int level) => new(Deflate, [(uint)level]);

    /// <summary>Reads a filter message.</summary>
    public static Hdf5Filter[] Parse(Hdf5Cursor cursor)
    {
        int version = cursor.U8(), count = cursor.U8();
        if (version is not (1 or 2) || count > CountLimit)
        {
            throw cursor.Input.Damaged("a list of filters has an impossible form");
        }

        cursor.Skip(version == 1 ? 6 : 0);
        var filters = new Hdf5Filter[count];
        for (var i = 0; i < count; i++)
        {
            int id = cursor.U16(), name = version == 1 || id >= 256 ? cursor.U16() : 0;
            cursor.Skip(2);
            var settings = new uint[cursor.U16()];
            cursor.Skip(version == 1 ? (name + 7) & ~7 : name);
            for (var s = 0; s < settings.Length; s++)
            {
                settings[s] = cursor.U32();
            }

            cursor.Skip(version == 1 && settings.Length % 2 == 1 ? Math.Min(4, cursor.Left) : 0);
            filters[i] = id is Deflate or Shuffle or Lzf or Lz4Id
                ? new(id, settings)
                : throw cursor.Input.Unsupported(FormattableString.Invariant($"the compression filter number {id} (read are gzip, shuffle, lzf and LZ4)"));
        }

        return filters;
    }

    public static void Write(Hdf5Buffer to, Hdf5Filter filter)
    {
        // 1: a piece that does not shrink may be stored as it is.
        to.Bytes(1, 1).Zeros(6).U16(filter.Id).U16(0).U16(1).U16(filter.Settings.Length);
        foreach (var setting in filter.Settings)
        {
            to.U32(setting);
        }

        to.Align();
    }

    /// <summary>The most that a piece can grow when these filters are undone.</summary>
    public static long Growth(ReadOnlySpan<Hdf5Filter> filters) => filters.IsEmpty ? 1 : 1100;

    /// <summary>Undoes the filters of a piece.</summary>
    /// <param name="input">The file, for messages.</param>
    /// <param name="filters">The filters, in the order in which they were applied.</param>
    /// <param name="mask">Bits of filters that were left out.</param>
    /// <param name="stored">The bytes in the file.</param>
    /// <param name="target">Receives the piece, whose size is known.</param>
    public static void Undo(Hdf5Input input, ReadOnlySpan<Hdf5Filter> filters, uint mask, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        var active = new List<Hdf5Filter>();
        for (var i = filters.Length - 1; i >= 0; i--)
        {
            if ((mask >> i & 1) == 0)
            {
                active.Add(filters[i]);
            }
        }

        if (active.Count == 0)
        {
            Exact(input, stored.Length == target.Length);
            stored.CopyTo(target);
        }
        else if (active.Count == 1)
        {
            active[0].Undo(input, stored, target);
        }
        else if (active.Count == 2 && active[1].Id == Shuffle)
        {
            var between = ArrayPool<byte>.Shared.Rent(target.Length);
            try
            {
                active[0].Undo(input, stored, between.AsSpan(0, target.Length));
                active[1].Undo(input, between.AsSpan(0, target.Length), target);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(between);
            }
        }
        else
        {
            throw input.Unsupported("several compression filters in a row");
        }
    }

    /// <summary>Applies the filter; null where the result would not be smaller.</summary>
    public byte[]? Apply(ReadOnlySpan<byte> piece)
    {
        if (Id == Deflate)
        {
            using var packed = new MemoryStream();
            using (var deflate = new ZLibStream(packed, new ZLibCompressionOptions { CompressionLevel = (int)Settings[0] }, leaveOpen: true))
            {
                deflate.Write(piece);
            }

            return packed.Length < piece.Length ? packed.ToArray() : null;
        }

        var target = new byte[16 + piece.Length];
        BinaryPrimitives.WriteInt64BigEndian(target, piece.Length);
        BinaryPrimitives.WriteInt32BigEndian(target.AsSpan(8), Math.Min(piece.Length, Lz4Block));
        var size = piece.Length <= Lz4Block ? Lz4.Encode(piece, target.AsSpan(16, Math.Max(piece.Length - 17, 0))) : 0;
        BinaryPrimitives.WriteInt32BigEndian(target.AsSpan(12), size);
        return size > 0 ? target[..(16 + size)] : null;
    }

    private void Undo(Hdf5Input input, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        switch (Id)
        {
            case Deflate:
                Inflate(input, stored, target);
                break;
            case Shuffle:
                Unshuffle(input, stored, target);
                break;
            case Lzf:
                Exact(input, UndoLzf(stored, target));
                break;
            default:
                Exact(input, UndoLz4(stored, target));
                break;
        }
    }

    private static unsafe void Inflate(Hdf5Input input, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        fixed (byte* start = stored)
        {
            using var packed = new UnmanagedMemoryStream(start, stored.Length);
            using var deflate = new ZLibStream(packed, CompressionMode.Decompress);
            try
            {
                deflate.ReadExactly(target);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                throw new Hdf5Exception($"{input.Path}: the HDF5 file is damaged: a piece of an array cannot be decompressed", e);
            }
        }
    }

    private void Unshuffle(Hdf5Input input, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        var size = Settings.Length > 0 ? Settings[0] : 1;
        Exact(input, stored.Length == target.Length && size > 0 && size <= target.Length);
        var count = target.Length / (int)size;
        for (var b = 0; b < size; b++)
        {
            for (var i = 0; i < count; i++)
            {
                target[(i * (int)size) + b] = stored[(b * count) + i];
            }
        }

        var rest = count * (int)size;
        stored[rest..].CopyTo(target[rest..]);
    }

    // Total size (8 bytes), block size (4), then every block behind its compressed size (4); most significant byte first.
    private static bool UndoLz4(ReadOnlySpan<byte> stored, Span<byte> target)
    {
        if (stored.Length < 12 || BinaryPrimitives.ReadInt64BigEndian(stored) != target.Length)
        {
            return false;
        }

        var blockSize = BinaryPrimitives.ReadInt32BigEndian(stored[8..]);
        stored = stored[12..];
        while (target.Length > 0)
        {
            if (stored.Length < 4 || blockSize <= 0)
            {
                return false;
            }

            var size = BinaryPrimitives.ReadInt32BigEndian(stored);
            var block = target[..Math.Min(blockSize, target.Length)];
            stored = stored[4..];
            if (size < 0 || size > stored.Length)
            {
                return false;
            }

            // A block that does not shrink is stored as it is.
            if (size == block.Length)
            {
                stored[..size].CopyTo(block);
            }
            else if (!Lz4.Decode(stored[..size], block))
            {
                return false;
            }

            stored = stored[size..];
            target = target[block.Length..];
        }

        return true;
    }

    // Runs of literals, and copies from up to 8 KiB back.
    private static bool UndoLzf(ReadOnlySpan<byte> stored, Span<byte> target)
    {
        int at = 0, to = 0;
        while (at < stored.Length)
        {
            int control = stored[at++];
            if (control < 32)
            {
                var run = control + 1;
                if (run > stored.Length - at || run > target.Length - to)
                {
                    return false;
                }

                stored.Slice(at, run).CopyTo(target[to..]);
                at += run;
                to += run;
                continue;
            }

            var length = control >> 5;
            if (length == 7)
            {
                if (at >= stored.Length)
                {
                    return false;
                }

                length += stored[at++];
            }

            if (at >= stored.Length)
            {
                return false;
            }

            var from = to - (((control & 31) << 8) | stored[at++]) - 1;
            length += 2;
            if (from < 0 || length > target.Length - to)
            {
                return false;
            }

            // Source and target may overlap: what was just written is copied again.
            for (var i = 0; i < length; i++)
            {
                target[to++] = target[from++];
            }
        }

        return to == target.Length;
    }

    private static void Exact(Hdf5Input input, bool fits)
    {
        if (!fits)
        {
            throw input.Damaged("a piece of an array cannot be decompressed");
        }
    }
}
