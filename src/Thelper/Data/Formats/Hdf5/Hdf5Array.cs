using System.Buffers;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>An array in a file, read row by row (a row is everything at one place of the first dimension) by several threads at once.</summary>
internal sealed class Hdf5Array
{
    private readonly Hdf5Input input;
    private readonly Hdf5Filter[] filters;
    private readonly Hdf5Chunks? chunks;
    private readonly byte[]? inline;
    private readonly long address = Hdf5Cursor.Undefined;

    public Hdf5Array(Hdf5Input input, Hdf5Type type, long[] dims, IReadOnlyList<Hdf5Message> messages)
    {
        this.input = input;
        Type = type;
        Dims = dims;
        filters = messages.FirstOrDefault(message => message.Type == Hdf5Message.Filters) is { } pipeline ? Hdf5Filter.Parse(pipeline.Body) : [];
        var layout = messages.FirstOrDefault(message => message.Type == Hdf5Message.Layout)?.Body ?? throw input.Damaged("an array has no layout");
        RowBytes = dims.Length == 0 ? type.Size : Hdf5Space.Bytes(input, dims.AsSpan(1), type.Size);
        if (Hdf5Space.Bytes(input, dims, type.Size) / Hdf5Filter.Growth(filters) > input.Length || RowBytes > Array.MaxLength)
        {
            throw input.Damaged(FormattableString.Invariant($"an array claims {string.Join(" x ", dims)} elements of {type.Size} bytes, more than the file can hold"));
        }

        var version = layout.U8();
        if (version != 3)
        {
            throw version is > 0 and < 5 ? input.Unsupported(FormattableString.Invariant($"version {version} of array layouts")) : input.Damaged("an array has an impossible layout");
        }

        switch (layout.U8())
        {
            case 0:
                inline = layout.Bytes(layout.U16()).ToArray();
                break;
            case 1:
                address = layout.I64();
                break;
            case 2:
                chunks = ReadChunks(layout);
                break;
            default:
                throw input.Unsupported("virtual arrays");
        }
    }

    public Hdf5Type Type { get; }

    /// <summary>Extent.</summary>
    public long[] Dims { get; }

    /// <summary>Bytes per row.</summary>
    public long RowBytes { get; }

    /// <summary>Reads a row as it is in the file, decompressed.</summary>
    public void ReadRow(long row, Span<byte> target)
    {
        if (chunks is null)
        {
            if (inline is null)
            {
                input.Read(address == Hdf5Cursor.Undefined ? throw input.Damaged("an array was never written") : address + (row * RowBytes), target);
            }
            else if ((row + 1) * RowBytes <= inline.Length)
            {
                inline.AsSpan((int)(row * RowBytes), (int)RowBytes).CopyTo(target);
            }
            else
            {
                throw input.Damaged("an array is shorter than its extent");
            }

            return;
        }

        var height = chunks.Shape[0];
        if (Dims.AsSpan(1).SequenceEqual(chunks.Shape.AsSpan(1)))
        {
            var entry = chunks.Find(row / height);
            var within = row % height * RowBytes;
            if (filters.Length == 0 || height == 1)
            {
                ReadWhole(entry, within, target);
            }
            else
            {
                WithPiece(entry, target, (piece, to) => piece.Slice((int)within, to.Length).CopyTo(to));
            }

            return;
        }

        ReadScattered(row, target);
    }

    /// <summary>Reads a value of variable length.</summary>
    public byte[] ReadVariable(long row)
    {
        Span<byte> reference = stackalloc byte[16];
        ReadRow(row, reference);
        return Hdf5Heap.Read(input, reference);
    }

    private Hdf5Chunks ReadChunks(Hdf5Cursor layout)
    {
        var rank = layout.U8() - 1;
        var root = layout.I64();
        if (rank != Dims.Length || rank < 1)
        {
            throw input.Damaged("an array and its pieces have different dimensions");
        }

        var shape = new long[rank];
        for (var d = 0; d < rank; d++)
        {
            shape[d] = layout.U32();
            if (shape[d] == 0)
            {
                throw input.Damaged("the pieces of an array are empty");
            }
        }

        var bytes = Hdf5Space.Bytes(input, shape, Type.Size);
        return bytes <= Array.MaxLength && bytes / Hdf5Filter.Growth(filters) <= Math.Max(input.Length, 1 << 24)
            ? new Hdf5Chunks(input, root, Dims, shape)
            : throw input.Damaged("the pieces of an array are larger than the file");
    }

    private void ReadWhole(Hdf5Chunks.Entry entry, long within, Span<byte> target)
    {
        if (filters.Length == 0)
        {
            if (entry.Size < within + target.Length)
            {
                throw input.Damaged("a piece of an array is too short");
            }

            input.Read(entry.Address + within, target);
            return;
        }

        var stored = Stored(entry);
        try
        {
            Hdf5Filter.Undo(input, filters, entry.Mask, stored.AsSpan(0, (int)entry.Size), target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private void WithPiece(Hdf5Chunks.Entry entry, Span<byte> target, PieceReader use)
    {
        var size = (int)Hdf5Space.Bytes(input, chunks!.Shape, Type.Size);
        var piece = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            ReadWhole(entry, 0, piece.AsSpan(0, size));
            use(piece.AsSpan(0, size), target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private byte[] Stored(Hdf5Chunks.Entry entry)
    {
        if (entry.Size > input.Length)
        {
            throw input.Damaged("a piece of an array is larger than the file");
        }

        var stored = ArrayPool<byte>.Shared.Rent((int)Math.Min(entry.Size, Array.MaxLength));
        try
        {
            input.Read(entry.Address, stored.AsSpan(0, (int)entry.Size));
            return stored;
        }
        catch (Hdf5Exception)
        {
            ArrayPool<byte>.Shared.Return(stored);
            throw;
        }
    }

    // A row in pieces: goes through the grid of pieces that the row touches.
    private void ReadScattered(long row, Span<byte> target)
    {
        var shape = chunks!.Shape;
        var place = new long[shape.Length];
        place[0] = row / shape[0];
        while (true)
        {
            long number = 0;
            for (var d = 0; d < shape.Length; d++)
            {
                number = (number * chunks.Count(d)) + place[d];
            }

            WithPiece(chunks.Find(number), target, (piece, to) => CopyBox(piece, to, row % shape[0], place, 1, 0));
            var at = shape.Length - 1;
            while (at > 0 && ++place[at] == chunks.Count(at))
            {
                place[at--] = 0;
            }

            if (at == 0)
            {
                return;
            }
        }
    }

    private void CopyBox(ReadOnlySpan<byte> piece, Span<byte> target, long from, long[] place, int dim, long to)
    {
        var shape = chunks!.Shape;
        if (dim == shape.Length)
        {
            piece.Slice((int)(from * Type.Size), Type.Size).CopyTo(target[(int)(to * Type.Size)..]);
            return;
        }

        var first = place[dim] * shape[dim];
        var count = Math.Min(shape[dim], Dims[dim] - first);
        from *= shape[dim];
        to = (to * Dims[dim]) + first;
        if (dim == shape.Length - 1)
        {
            piece.Slice((int)(from * Type.Size), (int)(count * Type.Size)).CopyTo(target[(int)(to * Type.Size)..]);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            CopyBox(piece, target, from + i, place, dim + 1, to + i);
        }
    }

    private delegate void PieceReader(ReadOnlySpan<byte> piece, Span<byte> target);
}
