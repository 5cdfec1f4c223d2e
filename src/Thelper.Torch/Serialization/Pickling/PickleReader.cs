using System.Globalization;
using System.Numerics;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The pickle machine: turns instructions into plain values and descriptions of tensors. It calls nothing that a file names.</summary>
/// <param name="input">The bytes.</param>
/// <param name="limits">Bounds.</param>
/// <param name="checkStorage">Says what is wrong with a storage that the pickle refers to, or null; null where none may be referred to.</param>
internal sealed partial class PickleReader(PickleInput input, LoadLimits limits, Func<StorageRef, string?>? checkStorage = null)
{
    /// <summary>What an entry of a set or dictionary counts for: its memory, and the time that it takes to make.</summary>
    public const int BytesPerEntry = 256;

    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<long, object?> memo = new(SeededNumbers.Instance);
    private readonly Dictionary<string, StorageRef> storages = [];
    private long instructions;
    private long made;

    /// <summary>The storages referred to so far, by key.</summary>
    public IReadOnlyDictionary<string, StorageRef> Storages => storages;

    /// <summary>The bounds in force.</summary>
    public LoadLimits Limits => limits;

    /// <summary>Reads one pickle.</summary>
    /// <exception cref="CheckpointException">It is damaged, too large, or names a class outside the closed list.</exception>
    public object? Read()
    {
        var begin = input.Position;
        while (true)
        {
            if (++instructions > limits.MaxInstructions || input.Position - begin > limits.MaxPickleBytes)
            {
                throw Fail($"its pickled structure is larger than allowed ({limits.MaxInstructions} instructions, {limits.MaxPickleBytes} bytes)");
            }

            var op = (Op)input.ReadByte();
            if (op == Op.Stop)
            {
                return stack.Count == 1 && marks.Count == 0 ? stack[0] : throw Broken();
            }

            if (!Stack(op) && !Number(op) && !Text(op) && !Container(op))
            {
                Object(op);
            }
        }
    }

    /// <summary>An error that names the file.</summary>
    public CheckpointException Fail(string problem) => input.Fail(problem);

    /// <summary>The error for a structure that no pickler writes.</summary>
    public CheckpointException Broken() =>
        Fail($"is damaged: its pickled structure makes no sense at byte {input.Position}");

    /// <summary>Counts bytes that an instruction makes out of values that the file may name again and again.</summary>
    /// <exception cref="CheckpointException">They are many times more than the largest file could need.</exception>
    public void Charge(long bytes)
    {
        made += bytes;
        if (made / 4 > limits.MaxPickleBytes)
        {
            throw Fail($"unfolds to more than four times the {limits.MaxPickleBytes} bytes that are allowed");
        }
    }

    private bool Stack(Op op)
    {
        switch (op)
        {
            case Op.Proto:
                var protocol = input.ReadByte();
                return protocol <= 5 ? true : throw Fail($"uses pickle protocol {protocol}; protocols up to 5 are read");
            case Op.Frame:
                return input.ReadInt64() is var size && size >= 0 && size <= input.Remaining ? true : throw Broken();
            case Op.Mark:
                marks.Push(stack.Count);
                return true;
            case Op.Pop:
                if (marks.Count > 0 && marks.Peek() == stack.Count)
                {
                    marks.Pop();
                }
                else
                {
                    Pop();
                }

                return true;
            case Op.PopMark:
                PopMark();
                return true;
            case Op.Dup:
                return Push(Peek());
            case Op.Put:
                return Remember(Integer(input.ReadLine()) is long index && index >= 0 ? index : throw Broken());
            case Op.BinPut:
                return Remember(input.ReadByte());
            case Op.LongBinPut:
                return Remember(input.ReadUInt32());
            case Op.Memoize:
                return Remember(memo.Count);
            case Op.Get:
                return Recall(Integer(input.ReadLine()) is long place ? place : throw Broken());
            case Op.BinGet:
                return Recall(input.ReadByte());
            case Op.LongBinGet:
                return Recall(input.ReadUInt32());
            default:
                return false;
        }
    }

    private bool Number(Op op) => op switch
    {
        Op.None => Push(null),
        Op.NewTrue => Push(true),
        Op.NewFalse => Push(false),
        Op.BinInt => Push((long)input.ReadInt32()),
        Op.BinInt1 => Push((long)input.ReadByte()),
        Op.BinInt2 => Push((long)input.ReadUInt16()),
        Op.Long1 => Push(Long(input.ReadByte())),
        Op.Long4 => Push(Long(input.ReadInt32())),
        Op.BinFloat => Push(input.ReadDouble()),
        Op.Int => Push(input.ReadLine() is var line && line is "00" or "01" ? line == "01" : Integer(line)),
        Op.Long => Push(Integer(input.ReadLine().TrimEnd('L'))),
        Op.Float => Push(PickleText.ParseDouble(input.ReadLine()) ?? throw Broken()),
        _ => false,
    };

    private bool Text(Op op) => op switch
    {
        Op.BinUnicode => Push(input.ReadText(input.ReadUInt32())),
        Op.ShortBinUnicode => Push(input.ReadText(input.ReadByte())),
        Op.BinUnicode8 => Push(input.ReadText(input.ReadInt64())),
        Op.Unicode => Push(PickleText.Unescape(input.ReadLine(), raw: true) ?? throw Broken()),
        Op.String => Push(PickleText.Unquote(input.ReadLine()) ?? throw Broken()),
        Op.ShortBinString => Push(PickleText.FromPython2(input.Read(input.ReadByte()))),
        Op.BinString => Push(PickleText.FromPython2(input.Read(input.ReadInt32()))),
        Op.BinBytes => Push(input.Read(input.ReadUInt32()).ToArray()),
        Op.ShortBinBytes => Push(input.Read(input.ReadByte()).ToArray()),
        Op.BinBytes8 or Op.ByteArray8 => Push(input.Read(input.ReadInt64()).ToArray()),
        _ => false,
    };

    private bool Container(Op op)
    {
        switch (op)
        {
            case Op.EmptyTuple:
                return Push(new PyTuple());
            case Op.Tuple1:
                return PushTuple(1);
            case Op.Tuple2:
                return PushTuple(2);
            case Op.Tuple3:
                return PushTuple(3);
            case Op.Tuple:
                return Push(new PyTuple(PopMark()));
            case Op.EmptyList:
                return Push(new List<object?>());
            case Op.List:
                return Push(new List<object?>(PopMark()));
            case Op.Append:
                var item = Pop();
                return IsPassedOver() || Add(PeekAs<List<object?>>(), [item]);
            case Op.Appends:
                var items = PopMark();
                return IsPassedOver() || Add(PeekAs<List<object?>>(), items);
            case Op.EmptyDict:
                return Push(new PyDict());
            case Op.Dict:
                var entries = PopMark();
                Push(new PyDict());
                return SetItems(entries);
            case Op.SetItem:
                var value = Pop();
                return SetItems([Pop(), value]);
            case Op.SetItems:
                return SetItems(PopMark());
            case Op.EmptySet:
                return Push(new HashSet<object?>(PyKeyComparer.Instance));
            case Op.FrozenSet:
                return Push(MakeSet(PopMark()));
            case Op.AddItems:
                var added = PopMark();
                if (!IsPassedOver())
                {
                    PeekAs<HashSet<object?>>().UnionWith(MakeSet(added));
                }

                return true;
            default:
                return false;
        }
    }

    // What a class of its own is filled with, such as a list's elements, is read and dropped.
    private bool IsPassedOver() => limits.SkipsObjects && Peek() is ForeignObject;

    private static bool Add(List<object?> list, object?[] items)
    {
        list.AddRange(items);
        return true;
    }

    private void Object(Op op)
    {
        switch (op)
        {
            case Op.Global:
                var module = input.ReadLine();
                Push(Find(module, input.ReadLine()));
                break;
            case Op.StackGlobal:
                var name = Pop() as string ?? throw Broken();
                Push(Find(Pop() as string ?? throw Broken(), name));
                break;
            case Op.Reduce or Op.NewObj:
                var arguments = Pop() as PyTuple ?? throw Broken();
                Push(Called(Pop(), arguments));
                break;
            case Op.NewObjEx when limits.SkipsObjects:
                _ = Pop() as PyDict ?? throw Broken();
                var given = Pop() as PyTuple ?? throw Broken();
                Push(Called(Pop(), given));
                break;
            case Op.Build:
                var state = Pop();
                PickleGlobals.SetState(this, Peek(), state);
                break;
            case Op.BinPersId:
                Push(Storage(Pop() as PyTuple ?? throw Broken()));
                break;
            default:
                throw Fail($"is damaged, or uses a kind of pickling that PyTorch does not: instruction 0x{(byte)op:x2} at byte {input.Position - 1}");
        }
    }

    private object Called(object? function, PyTuple arguments)
    {
        if (function is ForeignObject { Class: var name } && limits.SkipsObjects)
        {
            return new ForeignObject(name, attributes: false);
        }

        var callee = function as PickleGlobal ?? throw Broken();
        var result = callee.Call(this, arguments);
        if (result is null)
        {
            // Methods and values of classes that are passed over, such as a file's name without its folder, or a name of an enumeration.
            return limits.SkipsObjects && callee.Name == "builtins.getattr"
                ? new ForeignObject(SchedulerGlobals.Owner(arguments.Count > 0 ? arguments[0] : null) is { Length: > 0 } owner ? owner : callee.Name, attributes: false)
                : throw Fail($"is damaged: it calls '{callee.Name}' with arguments that do not fit");
        }

        return result;
    }

    /// <summary>A set of the given elements.</summary>
    /// <exception cref="CheckpointException">One of them cannot be an element.</exception>
    public HashSet<object?> MakeSet(IEnumerable<object?> items)
    {
        var set = new HashSet<object?>(PyKeyComparer.Instance);
        foreach (var item in items)
        {
            Charge(BytesPerEntry);
            if (PyKeyComparer.IsKey(item))
            {
                set.Add(item);
            }
            else if (!limits.SkipsObjects)
            {
                throw Broken();
            }
        }

        return set;
    }

    private object Find(string module, string name) => PickleGlobals.Find(module, name)
        ?? (limits.SkipsObjects && !Refusals.IsNeverPassedOver(module, name) ? Foreign($"{module}.{name}") : throw Fail(Refusals.Of(module, name)));

    private static PickleGlobal Foreign(string name) => new(name, (reader, arguments) => new ForeignObject(name, attributes: false));

    private object Long(int bytes)
    {
        if (bytes is < 0 or > 4096)
        {
            throw Fail($"holds an integer of {bytes} bytes; at most 4096 are read");
        }

        return Shrink(new BigInteger(input.Read(bytes)));
    }

    private object Integer(string digits) =>
        digits.Length < 10_000 && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Shrink(value)
            : throw Broken();

    private static object Shrink(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? (object)long.CreateChecked(value) : value;

    private bool SetItems(ReadOnlySpan<object?> items)
    {
        if (IsPassedOver())
        {
            return true;
        }

        var dictionary = PeekAs<PyDict>();
        if (items.Length % 2 != 0)
        {
            throw Broken();
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            if (items[i] is TensorRef && stack.Exists(value => value is ForeignObject { HasAttributes: true }))
            {
                // An optimizer's state by parameter, among attributes that are read over: their object waits below them.
                continue;
            }

            if (limits.SkipsObjects && !PyKeyComparer.IsKey(items[i]))
            {
                continue;
            }

            if (!PyKeyComparer.IsKey(items[i]))
            {
                throw Fail($"has a dictionary key of a type that is not read ({items[i]?.GetType().Name}): keys are numbers, texts or tuples of them");
            }

            dictionary[items[i]] = items[i + 1];
        }

        return true;
    }

    private bool Remember(long index)
    {
        memo[index] = Peek();
        return true;
    }

    private bool Recall(long index) => memo.TryGetValue(index, out var value) ? Push(value) : throw Broken();

    private bool Push(object? value)
    {
        stack.Add(value);
        return true;
    }

    private bool PushTuple(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            items[i] = Pop();
        }

        return Push(new PyTuple(items));
    }

    private int Floor => marks.TryPeek(out var mark) ? mark : 0;

    private object? Peek() => stack.Count > Floor ? stack[^1] : throw Broken();

    private T PeekAs<T>() => Peek() is T value ? value : throw Broken();

    private object? Pop()
    {
        var value = Peek();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopMark()
    {
        if (!marks.TryPop(out var mark))
        {
            throw Broken();
        }

        var items = stack.GetRange(mark, stack.Count - mark).ToArray();
        stack.RemoveRange(mark, items.Length);
        return items;
    }
}
