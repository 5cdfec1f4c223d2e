using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>Writes values as a pickle of protocol 2, the one of <c>torch.save</c>.</summary>
/// <param name="storages">Gives tensors their places in the storages of the file.</param>
internal sealed partial class PickleWriter(StorageTable storages)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> output = new();
    private readonly Dictionary<object, int> objects = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> texts = [];
    private readonly Dictionary<(string Module, string Name), int> globals = [];
    private readonly HashSet<object> open = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object?> path = [];
    private int remembered;

    /// <summary>Writes a value and returns the pickle.</summary>
    /// <exception cref="ArgumentException">The value holds something without a counterpart in Python, itself, or too many levels.</exception>
    public ReadOnlyMemory<byte> Write(object? value)
    {
        Emit(Op.Proto);
        Emit(2);
        WriteValue(value);
        Emit(Op.Stop);
        return output.WrittenMemory;
    }

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                Emit(Op.None);
                break;
            case bool flag:
                Emit(flag ? Op.NewTrue : Op.NewFalse);
                break;
            case long or int or short or sbyte or byte or ushort or uint:
                WriteInteger(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case BigInteger or ulong:
                WriteBigInteger(value is ulong number ? number : (BigInteger)value);
                break;
            case double or float or Half:
                WriteDouble(value is Half half ? (double)half : Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case Complex complex:
                WriteGlobal("__builtin__", "complex");
                WriteDouble(complex.Real);
                WriteDouble(complex.Imaginary);
                Emit(Op.Tuple2);
                Emit(Op.Reduce);
                break;
            case string text:
                WriteText(text);
                break;
            case ScalarType type:
                WriteGlobal("torch", type.PythonName());
                break;
            case Layout layout:
                WriteLayout(layout);
                break;
            case Device device:
                WriteDevice(device);
                break;
            default:
                WriteObject(value);
                break;
        }
    }

    private void WriteObject(object value)
    {
        if (objects.TryGetValue(value, out var index))
        {
            // A container is remembered before its contents are written, so one that holds itself arrives here.
            if (open.Contains(value))
            {
                throw Unsupported("a container that contains itself cannot be saved");
            }

            Recall(index);
            return;
        }

        if (open.Count == LoadLimits.Default.MaxDepth)
        {
            throw Unsupported($"a value nested more than {LoadLimits.Default.MaxDepth} levels deep cannot be saved");
        }

        open.Add(value);
        switch (value)
        {
            case Tensor tensor:
                WriteTensor(tensor);
                Remember(value);
                break;
            case byte[] bytes:
                WriteGlobal("_codecs", "encode");
                WriteText(Encoding.Latin1.GetString(bytes));
                WriteText("latin1");
                Emit(Op.Tuple2);
                Emit(Op.Reduce);
                Remember(value);
                break;
            case PyMethod method:
                WriteMethod(method);
                Remember(value);
                break;
            case PyTuple tuple:
                WriteTuple(tuple);
                Remember(value);
                break;
            case ITuple tuple:
                WriteTuple(Enumerable.Range(0, tuple.Length).Select(i => tuple[i]));
                Remember(value);
                break;
            case PyDict dictionary:
                WriteDict(dictionary, dictionary, dictionary.Kind, dictionary.Attributes, dictionary.DefaultFactory);
                break;
            case IEnumerable<KeyValuePair<string, Tensor>> state:
                WriteDict(
                    value, state.Select(entry => KeyValuePair.Create<object?, object?>(entry.Key, entry.Value)), PyDictKind.OrderedDict, (state as StateDictionary)?.Attributes());
                break;
            case IEnumerable<KeyValuePair<string, object?>> entries:
                WriteDict(value, entries.Select(entry => KeyValuePair.Create<object?, object?>(entry.Key, entry.Value)), PyDictKind.Dict);
                break;
            case IDictionary entries:
                WriteDict(value, entries.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create<object?, object?>(entry.Key, entry.Value)), PyDictKind.Dict);
                break;
            case IList list:
                Emit(Op.EmptyList);
                Remember(value);
                WriteItems(list.Cast<object?>());
                break;
            case IEnumerable items when IsSet(value.GetType()):
                WriteGlobal("__builtin__", "set");
                Emit(Op.EmptyList);
                WriteItems(items.Cast<object?>());
                Emit(Op.Tuple1);
                Emit(Op.Reduce);
                Remember(value);
                break;
            default:
                throw Unsupported($"a value of type {value.GetType()} cannot be saved: only tensors, numbers, texts, lists, tuples, sets and dictionaries can");
        }

        open.Remove(value);
    }

    private static bool IsSet(Type type) =>
        Array.Exists(type.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ISet<>));

    private void WriteTuple(IEnumerable<object?> items)
    {
        Emit(Op.Mark);
        WriteEach(items);
        Emit(Op.Tuple);
    }

    private void WriteItems(IEnumerable<object?> items)
    {
        Emit(Op.Mark);
        WriteEach(items);
        Emit(Op.Appends);
    }

    private void WriteEach(IEnumerable<object?> items)
    {
        var index = 0L;
        foreach (var item in items)
        {
            path.Push(index++);
            WriteValue(item);
            path.Pop();
        }
    }

    private void WriteDict(object identity, IEnumerable<KeyValuePair<object?, object?>> entries, PyDictKind kind, PyDict? attributes = null, string? factory = null)
    {
        switch (kind)
        {
            case PyDictKind.OrderedDict:
                WriteGlobal("collections", "OrderedDict");
                Emit(Op.EmptyTuple);
                Emit(Op.Reduce);
                Remember(identity);
                WriteEntries(entries);
                break;
            case PyDictKind.Counter:
                WriteGlobal("collections", "Counter");
                Emit(Op.EmptyDict);
                WriteEntries(entries);
                Emit(Op.Tuple1);
                Emit(Op.Reduce);
                Remember(identity);
                break;
            case PyDictKind.DefaultDict:
                WriteGlobal("collections", "defaultdict");
                WriteFactory(factory);
                Emit(Op.Tuple1);
                Emit(Op.Reduce);
                Remember(identity);
                WriteEntries(entries);
                break;
            default:
                Emit(Op.EmptyDict);
                Remember(identity);
                WriteEntries(entries);
                break;
        }

        // A plain dict of Python has no attributes.
        if (attributes is not null && kind != PyDictKind.Dict)
        {
            WriteValue(attributes);
            Emit(Op.Build);
        }
    }

    private void WriteFactory(string? factory)
    {
        if (factory is null)
        {
            Emit(Op.None);
        }
        else if (PickleGlobals.Find("builtins", factory) is PickleGlobal)
        {
            WriteGlobal("__builtin__", factory);
        }
        else
        {
            throw Unsupported($"'{factory}' cannot make the missing values of a defaultdict; the built-in types of Python can");
        }
    }

    private void WriteEntries(IEnumerable<KeyValuePair<object?, object?>> entries)
    {
        Emit(Op.Mark);
        foreach (var (key, value) in entries)
        {
            path.Push(key);
            WriteValue(key);
            WriteValue(value);
            path.Pop();
        }

        Emit(Op.SetItems);
    }

    private void WriteInteger(long value)
    {
        Span<byte> bytes = stackalloc byte[4];
        switch (value)
        {
            case >= 0 and <= byte.MaxValue:
                Emit(Op.BinInt1);
                Emit((byte)value);
                break;
            case >= 0 and <= ushort.MaxValue:
                Emit(Op.BinInt2);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
                output.Write(bytes[..2]);
                break;
            case >= int.MinValue and <= int.MaxValue:
                Emit(Op.BinInt);
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
                output.Write(bytes);
                break;
            default:
                WriteBigInteger(value);
                break;
        }
    }

    private void WriteBigInteger(BigInteger value)
    {
        var bytes = value.ToByteArray();
        if (bytes.Length > byte.MaxValue)
        {
            Emit(Op.Long4);
            WriteLength(bytes.Length);
        }
        else
        {
            Emit(Op.Long1);
            Emit((byte)bytes.Length);
        }

        output.Write(bytes);
    }

    private void WriteDouble(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Emit(Op.BinFloat);
        output.Write(bytes);
    }

    private void WriteText(string text)
    {
        if (texts.TryGetValue(text, out var index))
        {
            Recall(index);
            return;
        }

        byte[] bytes;
        try
        {
            bytes = StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw Unsupported("a text with half a surrogate pair cannot be saved");
        }

        Emit(Op.BinUnicode);
        WriteLength(bytes.Length);
        output.Write(bytes);
        texts.Add(text, Remember());
    }

    private void WriteGlobal(string module, string name)
    {
        if (globals.TryGetValue((module, name), out var index))
        {
            Recall(index);
            return;
        }

        Emit(Op.Global);
        output.Write(Encoding.ASCII.GetBytes(module + "\n" + name + "\n"));
        globals.Add((module, name), Remember());
    }

    private void WriteLength(int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        output.Write(bytes);
    }

    private void Remember(object value) => objects.Add(value, Remember());

    private int Remember()
    {
        WriteIndex(Op.BinPut, Op.LongBinPut, remembered);
        return remembered++;
    }

    private void Recall(int index) => WriteIndex(Op.BinGet, Op.LongBinGet, index);

    private void WriteIndex(Op small, Op large, int index)
    {
        if (index <= byte.MaxValue)
        {
            Emit(small);
            Emit((byte)index);
        }
        else
        {
            Emit(large);
            WriteLength(index);
        }
    }

    private void Emit(Op op) => Emit((byte)op);

    private void Emit(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private ArgumentException Unsupported(string problem) =>
        new(path.Count == 0 ? problem : $"[{string.Join("][", path.Reverse())}]: {problem}");
}
