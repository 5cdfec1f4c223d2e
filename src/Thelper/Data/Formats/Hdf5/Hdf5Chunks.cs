namespace Thelper.Data.Formats.Hdf5;

/// <summary>Where the pieces of an array lie.</summary>
internal sealed class Hdf5Chunks
{
    private readonly Hdf5Input input;
    private readonly long[] dims;
    private readonly long root;
    private readonly Lock gate = new();
    private volatile Entry[]? entries;

    /// <param name="input">The file.</param>
    /// <param name="root">The tree's address.</param>
    /// <param name="dims">Extent of the array.</param>
    /// <param name="shape">Extent of a piece.</param>
    public Hdf5Chunks(Hdf5Input input, long root, long[] dims, long[] shape)
    {
        this.input = input;
        this.root = root;
        this.dims = dims;
        Shape = shape;
    }

    /// <summary>Extent of a piece.</summary>
    public long[] Shape { get; }

    /// <summary>Finds a piece.</summary>
    /// <param name="number">Its place in the grid of pieces, counted row by row.</param>
    public Entry Find(long number)
    {
        var all = entries ?? Load();
        var found = Array.BinarySearch(all, new Entry(number, 0, 0, 0));
        return found >= 0 ? all[found] : throw input.Damaged("a part of an array was never written");
    }

    /// <summary>Number of pieces along a dimension.</summary>
    public long Count(int dim) => ((dims[dim] - 1) / Shape[dim]) + 1;

    private Entry[] Load()
    {
        lock (gate)
        {
            if (entries is null)
            {
                var list = new List<Entry>();
                if (root != Hdf5Cursor.Undefined)
                {
                    Visit(root, -1, [], list);
                }

                list.Sort();
                entries = [.. list];
            }

            return entries;
        }
    }

    private void Visit(long address, int expectedLevel, HashSet<long> seen, List<Entry> list)
    {
        var keySize = 8 + (8 * (Shape.Length + 1));
        var head = input.Block(address, 24);
        head.Signature("TREE"u8);
        int kind = head.U8(), level = head.U8(), count = head.U16();
        if (kind != 1 || (expectedLevel >= 0 && level != expectedLevel) || level > 16 || !seen.Add(address))
        {
            throw input.Damaged("the index of an array is no tree");
        }

        var cursor = input.Block(address + 24, (long)count * (keySize + 8));
        for (var i = 0; i < count; i++)
        {
            long size = cursor.U32(), mask = cursor.U32(), number = 0;
            for (var d = 0; d < Shape.Length; d++)
            {
                var place = cursor.I64();
                if (level == 0 && (place < 0 || place % Shape[d] != 0))
                {
                    throw input.Damaged("a piece of an array lies off the grid");
                }

                // Pieces beyond the extent are left over from a larger array.
                var coordinate = place / Shape[d];
                number = number < 0 || coordinate >= Count(d) ? -1 : (number * Count(d)) + coordinate;
            }

            cursor.Skip(8);
            var child = cursor.I64();
            if (level > 0)
            {
                Visit(child, level - 1, seen, list);
            }
            else if (number >= 0)
            {
                list.Add(new(number, child, (uint)size, (uint)mask));
            }
        }
    }

    /// <summary>One piece: number in the grid, address and size of its stored bytes, which filters were left out.</summary>
    internal readonly record struct Entry(long Number, long Address, uint Size, uint Mask) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => Number.CompareTo(other.Number);
    }
}
