namespace Thelper.Data.Formats.Hdf5;

/// <summary>Writes an HDF5 file in the form of HDF5 1.0 to 1.14's defaults: values as they come, indices and headers at the end.</summary>
internal sealed class Hdf5Writer
{
    private const int HeadSize = 96;
    private const int SymbolsPerNode = 8;
    private const int ChildrenPerGroupNode = 32;
    private const int ChildrenPerChunkNode = 64;

    private readonly Stream stream;

    /// <param name="stream">An empty stream that can seek.</param>
    public Hdf5Writer(Stream stream)
    {
        this.stream = stream;
        stream.Write(new byte[HeadSize]);
    }

    /// <summary>Writes bytes at the end.</summary>
    /// <returns>Their address.</returns>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        var address = stream.Position;
        stream.Write(bytes);
        return address;
    }

    /// <summary>Writes a group.</summary>
    /// <returns>The address of its header.</returns>
    public long Group(SortedDictionary<string, long> children, IEnumerable<KeyValuePair<string, object>> attributes)
    {
        var names = new Hdf5Buffer().Zeros(8);
        var nodes = new List<(long Name, long Address)>();
        foreach (var part in children.Chunk(SymbolsPerNode))
        {
            var node = new Hdf5Buffer().Bytes("SNOD"u8).Bytes(1, 0).U16(part.Length);
            long last = 0;
            foreach (var (name, address) in part)
            {
                last = names.Length;
                node.I64(last).I64(address).Zeros(24);
                names.Text(name);
            }

            node.PadTo(8 + (SymbolsPerNode * 40));
            nodes.Add((last, Append(node.ToArray())));
        }

        if (nodes.Count > ChildrenPerGroupNode)
        {
            throw new UserErrorException(FormattableString.Invariant($"{children.Count} fields are more than a group of an HDF5 archive holds here ({SymbolsPerNode * ChildrenPerGroupNode})"));
        }

        var tree = new Hdf5Buffer().Bytes("TREE"u8).Bytes(0, 0).U16(nodes.Count).I64(Hdf5Cursor.Undefined).I64(Hdf5Cursor.Undefined).I64(0);
        foreach (var (name, address) in nodes)
        {
            tree.I64(address).I64(name);
        }

        tree.PadTo(24 + (ChildrenPerGroupNode * 16) + 8);
        var treeAddress = Append(tree.ToArray());
        var data = Append(names.ToArray());
        var heap = Append(new Hdf5Buffer().Bytes("HEAP"u8).U32(0).I64(names.Length).I64(1).I64(data).ToArray());
        return Header([(Hdf5Message.SymbolTable, new Hdf5Buffer().I64(treeAddress).I64(heap)), .. Attributes(attributes)]);
    }

    /// <summary>Writes an array's header and the index of its pieces.</summary>
    /// <returns>The address of the header.</returns>
    public long Array(Hdf5Type type, long[] dims, long[] limits, long[] shape, Hdf5Filter? filter, IReadOnlyList<(long Address, uint Size, uint Mask)> pieces, IEnumerable<KeyValuePair<string, object>> attributes)
    {
        Hdf5Buffer space = new(), datatype = new(), layout = new();
        Hdf5Space.Write(space, dims, limits);
        type.Write(datatype);
        layout.Bytes(3, 2, (byte)(shape.Length + 1)).I64(Index(shape, pieces));
        foreach (var dim in shape)
        {
            layout.U32(dim);
        }

        layout.U32(type.Size);

        // Space is taken when a piece is written (3) and filled with zeros then (0); the fill value is the default one.
        var messages = new List<(int, Hdf5Buffer)>
        {
            (Hdf5Message.Dataspace, space),
            (Hdf5Message.Datatype, datatype),
            (Hdf5Message.FillValue, new Hdf5Buffer().Bytes(2, 3, 0, 1).U32(0)),
            (Hdf5Message.Layout, layout),
        };
        if (filter is not null)
        {
            var filters = new Hdf5Buffer();
            Hdf5Filter.Write(filters, filter);
            messages.Add((Hdf5Message.Filters, filters));
        }

        messages.AddRange(Attributes(attributes));
        return Header(messages);
    }

    /// <summary>Writes the file's head, which makes it readable.</summary>
    public void Finish(long root)
    {
        var end = stream.Position;
        var head = new Hdf5Buffer().Bytes(0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10).Bytes(0, 0, 0, 0, 0, 8, 8, 0)
            .U16(SymbolsPerNode / 2).U16(ChildrenPerGroupNode / 2).U32(0)
            .I64(0).I64(Hdf5Cursor.Undefined).I64(end).I64(Hdf5Cursor.Undefined)
            .I64(0).I64(root).Zeros(24);
        stream.Position = 0;
        stream.Write(head.ToArray());
        stream.Position = end;
    }

    // The texts of one header share a collection; their references are known when it is written.
    private (int Type, Hdf5Buffer Body)[] Attributes(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        var all = attributes.ToArray();
        var texts = new Hdf5HeapWriter(this);
        var references = System.Array.ConvertAll(all, attribute => attribute.Value is string text ? texts.Add(System.Text.Encoding.UTF8.GetBytes(text)) : []);
        texts.Flush();
        return [.. all.Zip(references, Attribute)];
    }

    private static (int Type, Hdf5Buffer Body) Attribute(KeyValuePair<string, object> attribute, byte[] reference)
    {
        Hdf5Buffer type = new(), space = new(), data = new();
        switch (attribute.Value)
        {
            case string:
                Hdf5Type.VariableText.Write(type);
                Hdf5Space.Write(space, []);
                data.Bytes(reference);
                break;
            case long number:
                Hdf5Type.Int64.Write(type);
                Hdf5Space.Write(space, []);
                data.I64(number);
                break;
            case long[] numbers:
                // numpy takes an empty list for real numbers.
                (numbers.Length == 0 ? Hdf5Type.Float64 : Hdf5Type.Int64).Write(type);
                Hdf5Space.Write(space, [numbers.Length]);
                System.Array.ForEach(numbers, number => data.I64(number));
                break;
            default:
                throw new InvalidOperationException($"an attribute cannot be a {attribute.Value.GetType()}");
        }

        var name = System.Text.Encoding.UTF8.GetByteCount(attribute.Key) + 1;
        var body = new Hdf5Buffer().Bytes(1, 0).U16(name).U16(type.Length).U16(space.Length).Text(attribute.Key)
            .Bytes(type.Align().ToArray()).Bytes(space.Align().ToArray()).Bytes(data.ToArray());
        return (Hdf5Message.Attribute, body);
    }

    private long Header(List<(int Type, Hdf5Buffer Body)> messages)
    {
        var body = new Hdf5Buffer();
        foreach (var (type, message) in messages)
        {
            var bytes = message.Align().ToArray();
            body.U16(type).U16(bytes.Length).U32(0).Bytes(bytes);
        }

        return Append(new Hdf5Buffer().Bytes(1, 0).U16(messages.Count).U32(1).U32(body.Length).U32(0).Bytes(body.ToArray()).ToArray());
    }

    // Pieces cut the first dimension only, so that their order is that of the rows. Built from the leaves up; a key is the first piece below.
    private long Index(long[] shape, IReadOnlyList<(long Address, uint Size, uint Mask)> pieces)
    {
        if (pieces.Count == 0)
        {
            return Hdf5Cursor.Undefined;
        }

        var level = Enumerable.Range(0, pieces.Count).Select(i => (First: i, Count: 1, pieces[i].Address)).ToList();
        var depth = 0;
        do
        {
            var size = 24 + (ChildrenPerChunkNode * 8) + ((ChildrenPerChunkNode + 1) * (8 + (8 * (shape.Length + 1))));
            var parts = level.Chunk(ChildrenPerChunkNode).ToList();
            var start = stream.Position;
            var above = new List<(int First, int Count, long Address)>(parts.Count);
            for (var p = 0; p < parts.Count; p++)
            {
                var part = parts[p];
                var node = new Hdf5Buffer().Bytes("TREE"u8).Bytes(1, (byte)depth).U16(part.Length)
                    .I64(p == 0 ? Hdf5Cursor.Undefined : start + ((p - 1L) * size))
                    .I64(p == parts.Count - 1 ? Hdf5Cursor.Undefined : start + ((p + 1L) * size));
                foreach (var (first, _, address) in part)
                {
                    Key(node, first).I64(address);
                }

                var count = part.Sum(child => child.Count);
                Key(node, part[0].First + count).PadTo(size);
                above.Add((part[0].First, count, Append(node.ToArray())));
            }

            level = above;
            depth++;
        }
        while (level.Count > 1);
        return level[0].Address;

        Hdf5Buffer Key(Hdf5Buffer node, int piece) => (piece < pieces.Count ? node.U32(pieces[piece].Size).U32(pieces[piece].Mask) : node.I64(0))
            .I64(piece * shape[0]).Zeros(8 * shape.Length);
    }
}
