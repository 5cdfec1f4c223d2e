using System.Numerics;
using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The closed list of Python classes and functions that a checkpoint may name, and what each of them means here.</summary>
internal static class PickleGlobals
{
    private const string Builtins = "builtins.";

    // Results of functions with two or more values are named tuples.
    private static readonly string[] ReturnTypes =
        ["aminmax", "cummax", "cummin", "kthvalue", "max", "median", "min", "mode", "nanmedian", "sort", "topk", "qr", "slogdet", "svd"];

    private static readonly Dictionary<string, object> Known = Build();

    /// <summary>What a name stands for: a <see cref="PickleGlobal"/> or an element type; null if it is not on the list.</summary>
    public static object? Find(string module, string name)
    {
        // Python 2 and numpy 2 have other names for the same modules.
        var root = module == "__builtin__" ? "builtins" : module;
        root = root.StartsWith("numpy._core", StringComparison.Ordinal) ? "numpy.core" + root["numpy._core".Length..] : root;
        return Known.GetValueOrDefault(root + "." + name);
    }

    /// <summary>Gives an object the state that a BUILD instruction carries.</summary>
    public static void SetState(PickleReader reader, object? target, object? state)
    {
        switch (target, state)
        {
            case (PyDict dictionary, PyDict attributes):
                dictionary.Attributes = attributes;
                break;
            case (NumpyType type, PyTuple { Count: >= 5 } description):
                NumpyGlobals.SetState(reader, type, description);
                break;
            case (NumpyArray array, PyTuple { Count: 5 } parts) when Sizes(parts[1]) is { } shape && parts[2] is NumpyType type && parts[3] is bool fortran:
                NumpyGlobals.Complete(reader, array, type, shape, fortran, parts[4]);
                break;
            case (ForeignObject { HasAttributes: true }, PyDict):
                break;
            default:
                throw reader.Broken();
        }
    }

    /// <summary>A tuple of integers as sizes; null if it is something else.</summary>
    public static long[]? Sizes(object? value)
    {
        if (value is not PyTuple tuple || tuple.Count > 64 || !tuple.All(item => item is long))
        {
            return null;
        }

        return [.. tuple.Select(item => (long)item!)];
    }

    private static Dictionary<string, object> Build()
    {
        var known = new Dictionary<string, object>();
        void Add(string name, Func<PickleReader, PyTuple, object?> call) => known.Add(name, new PickleGlobal(name, call));

        Add("collections.OrderedDict", (reader, a) => FillDict(reader, new(PyDictKind.OrderedDict), a));
        Add("collections.Counter", (reader, a) => FillDict(reader, new(PyDictKind.Counter), a));
        Add("collections.defaultdict", (reader, a) => DefaultDict(a));
        Add("builtins.set", Set);
        Add("builtins.frozenset", Set);
        Add("builtins.complex", (reader, a) => a.Count == 2 && a[0] is double re && a[1] is double im ? new Complex(re, im) : null);
        Add("builtins.bytes", (reader, a) => a.Count == 0 ? Array.Empty<byte>() : null);
        Add("builtins.bytearray", (reader, a) => a.Count == 0 ? Array.Empty<byte>() : a.Count == 1 ? a[0] as byte[] : Encode(reader, a));
        Add("_codecs.encode", Encode);

        // The factories of a defaultdict; they are tokens that cannot be called.
        foreach (var factory in (string[])["dict", "list", "int", "float", "str", "bool", "tuple"])
        {
            Add(Builtins + factory, (reader, a) => null);
        }

        foreach (var name in ReturnTypes)
        {
            Add("torch.return_types." + name, (reader, a) => a.Count is 1 or 2 ? a[0] as PyTuple : null);
        }

        Add("torch.Size", (reader, a) => a.Count == 1 && Sizes(a[0]) is not null ? a[0] : null);
        Add("torch.device", Device);
        Add("torch.serialization._get_layout", (reader, a) => a.Count == 1 && a[0] is string name && ElementTypes.Layouts.TryGetValue(name, out var layout) ? layout : null);
        foreach (var (type, storage) in ElementTypes.All)
        {
            known.Add("torch." + type.PythonName(), type);
            known.Add("torch." + storage, new PickleGlobal("torch." + storage, (reader, a) => null) { StorageType = type });
        }

        foreach (var name in (string[])["torch.storage.UntypedStorage", "torch.UntypedStorage"])
        {
            known.Add(name, new PickleGlobal(name, (reader, a) => null) { StorageType = ScalarType.Byte });
        }

        foreach (var global in TensorGlobals.All.Concat(NumpyGlobals.All).Concat(SchedulerGlobals.All))
        {
            known.Add(global.Name, global);
        }

        return known;
    }

    private static PyDict? DefaultDict(PyTuple arguments) => arguments switch
    {
        { Count: 0 } => new(PyDictKind.DefaultDict),
        { Count: 1 } when arguments[0] is null => new(PyDictKind.DefaultDict),
        { Count: 1 } when arguments[0] is PickleGlobal factory && factory.Name.StartsWith(Builtins, StringComparison.Ordinal) =>
            new(PyDictKind.DefaultDict) { DefaultFactory = factory.Name[Builtins.Length..] },
        _ => null,
    };

    private static PyDict? FillDict(PickleReader reader, PyDict dictionary, PyTuple arguments)
    {
        if (arguments.Count == 0)
        {
            return dictionary;
        }

        // Python 2 passes the entries as a list of pairs, a Counter passes a dictionary.
        var pairs = arguments.Count != 1 ? null : arguments[0] switch
        {
            PyDict entries => entries,
            List<object?> list when list.TrueForAll(pair => pair is List<object?> { Count: 2 } or PyTuple { Count: 2 }) =>
                list.Cast<IReadOnlyList<object?>>().Select(pair => KeyValuePair.Create(pair[0], pair[1])),
            _ => null,
        };
        foreach (var (key, value) in pairs ?? [])
        {
            if (!PyKeyComparer.IsKey(key))
            {
                return null;
            }

            reader.Charge(PickleReader.BytesPerEntry);
            dictionary[key] = value;
        }

        return pairs is null ? null : dictionary;
    }

    private static object? Set(PickleReader reader, PyTuple arguments) => arguments.Count switch
    {
        0 => reader.MakeSet([]),
        1 => arguments[0] is IEnumerable<object?> items ? reader.MakeSet(items) : null,
        _ => null,
    };

    private static object? Encode(PickleReader reader, PyTuple arguments)
    {
        if (arguments.Count != 2 || arguments[0] is not string text || arguments[1] is not ("latin1" or "latin-1"))
        {
            return null;
        }

        reader.Charge(text.Length);
        return text.AsSpan().IndexOfAnyExceptInRange('\0', '\u00ff') < 0 ? Encoding.Latin1.GetBytes(text) : null;
    }

    private static object? Device(PickleReader reader, PyTuple arguments)
    {
        // Where a tensor lay is only information: its name. Where it goes is for the caller to say.
        return arguments.Count switch
        {
            1 when arguments[0] is string type => type,
            2 when arguments[0] is string type && arguments[1] is long index => FormattableString.Invariant($"{type}:{index}"),
            _ => null,
        };
    }
}
