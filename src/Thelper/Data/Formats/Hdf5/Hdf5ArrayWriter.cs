namespace Thelper.Data.Formats.Hdf5;

/// <summary>Writes an array row by row.</summary>
internal sealed class Hdf5ArrayWriter
{
    // h5py's rule for the pieces of an array whose maker does not say: between 8 KiB and 1 MiB, larger for larger arrays.
    private const double BasePiece = 16 * 1024, SmallestPiece = 8 * 1024, LargestPiece = 1024 * 1024;

    private readonly Hdf5Writer writer;
    private readonly Hdf5Type type;
    private readonly long[] rowShape;
    private readonly long limit;
    private readonly long height;
    private readonly Hdf5Filter? filter;
    private readonly Hdf5HeapWriter heap;
    private readonly List<byte[]> rows = [];
    private readonly List<(long Address, uint Size, uint Mask)> pieces = [];

    /// <param name="writer">The file.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="rowShape">Extent of a row; empty for single values.</param>
    /// <param name="limit">The most rows there can be.</param>
    /// <param name="filter">Compression of the pieces, or null.</param>
    public Hdf5ArrayWriter(Hdf5Writer writer, Hdf5Type type, long[] rowShape, long limit, Hdf5Filter? filter = null)
    {
        this.writer = writer;
        this.type = type;
        this.rowShape = rowShape;
        this.limit = limit;
        this.filter = filter;
        heap = new(writer);

        // h5py takes a reference to a value of variable length for 8 bytes.
        height = rowShape.Length > 0 ? 1 : Height(limit, type.IsVariable ? 8 : type.Size);
    }

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>h5py's number of rows in a piece of a one-dimensional array.</summary>
    public static long Height(long rows, int size)
    {
        double height = rows;
        var target = Math.Clamp(BasePiece * Math.Pow(2, Math.Log10(height * size / (1024.0 * 1024.0))), SmallestPiece, LargestPiece);
        while (height > 1 && !((height * size < target || Math.Abs((height * size) - target) / target < 0.5) && height * size < LargestPiece))
        {
            height = Math.Ceiling(height / 2);
        }

        return (long)height;
    }

    /// <summary>Writes a row: its elements, or the bytes of a value of variable length.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        rows.Add(type.IsVariable ? heap.Add(row) : row.ToArray());
        Count++;
        if (rows.Count == height)
        {
            FlushPiece();
        }
    }

    /// <summary>Writes the header.</summary>
    /// <returns>Its address.</returns>
    public long Finish(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        FlushPiece();
        return writer.Array(type, [Count, .. rowShape], [limit, .. rowShape], [height, .. rowShape], filter, pieces, attributes);
    }

    private void FlushPiece()
    {
        if (rows.Count == 0)
        {
            return;
        }

        heap.Flush();
        var size = rows[0].Length;
        var piece = rows.Count == 1 && height == 1 ? rows[0] : new byte[checked((int)(height * size))];
        if (piece != rows[0])
        {
            for (var i = 0; i < rows.Count; i++)
            {
                rows[i].CopyTo(piece, i * size);
            }
        }

        var packed = filter?.Apply(piece);
        pieces.Add((writer.Append(packed ?? piece), (uint)(packed ?? piece).Length, filter is not null && packed is null ? 1u : 0u));
        rows.Clear();
    }
}
