namespace Thelper.Data.Formats.Hdf5;

/// <summary>One message of an object's header.</summary>
/// <param name="Type">The message's kind.</param>
/// <param name="Body">Its content.</param>
internal sealed record Hdf5Message(int Type, Hdf5Cursor Body)
{
    public const int Dataspace = 0x01;
    public const int LinkInfo = 0x02;
    public const int Datatype = 0x03;
    public const int FillValue = 0x05;
    public const int Link = 0x06;
    public const int Layout = 0x08;
    public const int Filters = 0x0B;
    public const int Attribute = 0x0C;
    public const int Continuation = 0x10;
    public const int SymbolTable = 0x11;
    public const int AttributeInfo = 0x15;

    private const int CountLimit = 1 << 14;

    /// <summary>Reads the header of an object, in either of its two forms.</summary>
    public static List<Hdf5Message> ReadAll(Hdf5Input input, long address)
    {
        var messages = new List<Hdf5Message>();
        var pending = new Queue<(long Address, long Size)>();
        var head = input.Block(address, 16);
        if (head.U8() == 1)
        {
            head.Skip(7);
            pending.Enqueue((address + 16, head.U32()));
            Drain(input, pending, messages, cursor => ReadOld(cursor, pending, messages));
            return messages;
        }

        head = input.Block(address, Math.Min(64, input.Length - address));
        head.Signature("OHDR"u8);
        if (head.U8() != 2)
        {
            throw input.Unsupported("an unknown version of object headers");
        }

        var flags = head.U8();
        head.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        var size = head.Sized(1 << (flags & 3));
        var first = true;
        pending.Enqueue((address + head.Place, size));
        Drain(input, pending, messages, cursor =>
        {
            if (!first)
            {
                cursor.Signature("OCHK"u8);
                cursor = cursor.Slice(cursor.Left - 4);
            }

            first = false;
            ReadNew(cursor, (flags & 4) != 0, pending, messages);
        });
        return messages;
    }

    private static void Drain(Hdf5Input input, Queue<(long Address, long Size)> pending, List<Hdf5Message> messages, Action<Hdf5Cursor> read)
    {
        var seen = new HashSet<long>();
        while (pending.TryDequeue(out var block))
        {
            if (!seen.Add(block.Address) || messages.Count > CountLimit)
            {
                throw input.Damaged("the header of an object runs in a circle");
            }

            read(input.Block(block.Address, block.Size));
        }
    }

    private static void ReadOld(Hdf5Cursor cursor, Queue<(long Address, long Size)> pending, List<Hdf5Message> messages)
    {
        while (cursor.Left >= 8)
        {
            int type = cursor.U16(), size = cursor.U16(), flags = cursor.U8();
            cursor.Skip(3);
            Add(type, flags, cursor.Slice(size), pending, messages);
        }
    }

    private static void ReadNew(Hdf5Cursor cursor, bool hasOrder, Queue<(long Address, long Size)> pending, List<Hdf5Message> messages)
    {
        var head = hasOrder ? 6 : 4;
        while (cursor.Left >= head)
        {
            int type = cursor.U8(), size = cursor.U16(), flags = cursor.U8();
            cursor.Skip(head - 4);
            Add(type, flags, cursor.Slice(size), pending, messages);
        }
    }

    private static void Add(int type, int flags, Hdf5Cursor body, Queue<(long Address, long Size)> pending, List<Hdf5Message> messages)
    {
        if (type == Continuation)
        {
            pending.Enqueue((body.I64(), body.I64()));
        }
        else if ((flags & 2) != 0 && type is Dataspace or Datatype or Filters or Attribute)
        {
            throw body.Input.Unsupported("shared header messages");
        }
        else
        {
            messages.Add(new(type, body));
        }
    }
}
