using System.Text;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>A group or array of a file: its attributes, its children, its values.</summary>
internal sealed class Hdf5Node
{
    private const int DepthLimit = 16;

    private readonly Hdf5Input input;

    public Hdf5Node(Hdf5Input input, long address)
    {
        this.input = input;
        var messages = Hdf5Message.ReadAll(input, address);
        foreach (var (type, body) in messages)
        {
            switch (type)
            {
                case Hdf5Message.Attribute:
                    ReadAttribute(body);
                    break;
                case Hdf5Message.SymbolTable:
                    ReadSymbols(body.I64(), body.I64());
                    break;
                case Hdf5Message.Link:
                    ReadLink(body);
                    break;
                case Hdf5Message.LinkInfo:
                    RefuseDense(body, orderSize: 8, "more links in a group than fit its header");
                    break;
                case Hdf5Message.AttributeInfo:
                    RefuseDense(body, orderSize: 2, "more attributes than fit a header");
                    break;
            }
        }

        if (messages.Find(message => message.Type == Hdf5Message.Datatype) is { } datatype
            && messages.Find(message => message.Type == Hdf5Message.Dataspace) is { } space)
        {
            Array = new Hdf5Array(input, Hdf5Type.Parse(datatype.Body), Hdf5Space.Parse(space.Body) ?? [0], messages);
        }
    }

    /// <summary>Attributes: text, whole number, real number, a list of these, or null for other types.</summary>
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Addresses of the group's members.</summary>
    public SortedDictionary<string, long> Links { get; } = new(StringComparer.Ordinal);

    /// <summary>The values; null for a group.</summary>
    public Hdf5Array? Array { get; }

    public Hdf5Node Child(string name) => new(input, Links[name]);

    /// <summary>Reads an attribute that must be a text.</summary>
    public string Text(string name) => Attributes.GetValueOrDefault(name) as string
        ?? throw new Hdf5Exception($"{input.Path}: the archive has no text attribute '{name}'; was it written by 'thelper split'?");

    private void RefuseDense(Hdf5Cursor body, int orderSize, string what)
    {
        body.Skip(1);
        var flags = body.U8();
        body.Skip((flags & 1) != 0 ? orderSize : 0);
        if (body.I64() != Hdf5Cursor.Undefined)
        {
            throw input.Unsupported(what);
        }
    }

    private void ReadAttribute(Hdf5Cursor body)
    {
        var version = body.U8();
        body.Skip(1);
        int nameSize = body.U16(), typeSize = body.U16(), spaceSize = body.U16();
        body.Skip(version == 3 ? 1 : 0);
        var name = body.Slice(nameSize).Text();
        Pad();
        var type = Hdf5Type.Parse(body.Slice(typeSize));
        Pad();
        var dims = Hdf5Space.Parse(body.Slice(spaceSize));
        Pad();
        if (dims is null || type.Kind == Hdf5Kind.Other)
        {
            Attributes[name] = null;
            return;
        }

        var bytes = body.Bytes(Hdf5Space.Bytes(input, dims, type.Size));
        var values = new List<object?>();
        for (var at = 0; at < bytes.Length; at += type.Size)
        {
            values.Add(Value(type, bytes.Slice(at, type.Size)));
        }

        Attributes[name] = dims.Length == 0 ? values[0] : values;

        void Pad()
        {
            if (version == 1)
            {
                body.Align();
            }
        }
    }

    private object Value(Hdf5Type type, ReadOnlySpan<byte> bytes)
    {
        switch (type.Kind)
        {
            case Hdf5Kind.VariableText or Hdf5Kind.VariableBytes:
                return Encoding.UTF8.GetString(Hdf5Heap.Read(input, bytes)).TrimEnd('\0');
            case Hdf5Kind.Text:
                return Encoding.UTF8.GetString(bytes).TrimEnd('\0', ' ');
            default:
                return type.Number(bytes);
        }
    }

    private void ReadLink(Hdf5Cursor body)
    {
        body.Skip(1);
        var flags = body.U8();
        var type = (flags & 8) != 0 ? body.U8() : 0;
        body.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        var name = Encoding.UTF8.GetString(body.Bytes(body.Sized(1 << (flags & 3))));
        if (type == 0)
        {
            Links[name] = body.I64();
        }
    }

    private void ReadSymbols(long tree, long heap)
    {
        var head = input.Block(heap, 32);
        head.Signature("HEAP"u8);
        head.Skip(4);
        var size = head.I64();
        head.Skip(8);
        var names = input.Block(head.I64(), size);
        Visit(tree, names, [], 0);
    }

    private void Visit(long address, Hdf5Cursor names, HashSet<long> seen, int depth)
    {
        if (!seen.Add(address) || depth > DepthLimit)
        {
            throw input.Damaged("the index of a group is no tree");
        }

        var head = input.Block(address, 24);
        head.Signature("TREE"u8);
        int kind = head.U8(), level = head.U8(), count = head.U16();
        if (kind != 0)
        {
            throw input.Damaged("the index of a group is another tree's");
        }

        var cursor = input.Block(address + 24, count * 16L);
        for (var i = 0; i < count; i++)
        {
            cursor.Skip(8);
            var child = cursor.I64();
            if (level > 0)
            {
                Visit(child, names, seen, depth + 1);
            }
            else
            {
                ReadSymbolNode(child, names);
            }
        }
    }

    private void ReadSymbolNode(long address, Hdf5Cursor names)
    {
        var head = input.Block(address, 8);
        head.Signature("SNOD"u8);
        head.Skip(2);
        var count = head.U16();
        var cursor = input.Block(address + 8, count * 40L);
        for (var i = 0; i < count; i++)
        {
            var name = cursor.I64();
            var target = cursor.I64();
            cursor.Skip(24);
            names.Rewind();
            names.Skip(name);
            Links[names.Text()] = target;
        }
    }
}
