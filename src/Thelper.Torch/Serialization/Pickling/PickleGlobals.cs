using System.Numerics;
using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The closed list of Python classes and functions that a checkpoint may name, and what each of them means here.</summary>
internal static class PickleGlobals
{
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
            case (NumpyType type, PyTuple { Count: >= 5 } description) when description[2] is null && description[3] is null && description[4] is null:
                type.BigEndian = description[1] is ">" ? true : description[1] is "<" or "|" or "=" ? false : throw reader.Broken();
                break;
            case (NumpyArray array, PyTuple { Count: 5 } parts) when Sizes(parts[1]) is { } shape && parts[2] is NumpyType type && parts[3] is bool fortran:
                CompleteArray(reader, array, type, shape, fortran, parts[4]);
                break;
            default:
                throw reader.Broken();
        }
    }

    private static Dictionary<string, object> Build()
    {
        var known = new Dictionary<string, object>();
        void Add(string name, Func<PickleReader, PyTuple, object?> call) => known.Add(name, new PickleGlobal(name, call));

        Add("collections.OrderedDict", (reader, a) => FillDict(new(PyDictKind.OrderedDict), a));
        Add("collections.Counter", (reader, a) => FillDict(new(PyDictKind.Counter), a));
        Add("collections.defaultdict", (reader, a) => a.Count == 0 || (a.Count == 1 && a[0] is null or PickleGlobal) ? new PyDict() : null);
        Add("builtins.set", Set);
        Add("builtins.frozenset", Set);
        Add("builtins.complex", (reader, a) => a.Count == 2 && a[0] is double re && a[1] is double im ? new Complex(re, im) : null);
        Add("builtins.bytes", (reader, a) => a.Count == 0 ? Array.Empty<byte>() : null);
        Add("builtins.bytearray", (reader, a) => a.Count == 0 ? Array.Empty<byte>() : a.Count == 1 ? a[0] as byte[] : Encode(reader, a));
        Add("_codecs.encode", Encode);

        // The factories of a defaultdict; they are tokens that cannot be called.
        foreach (var factory in (string[])["dict", "list", "int", "float", "str", "bool", "tuple"])
        {
            Add("builtins." + factory, (reader, a) => null);
        }

        Add("torch.Size", (reader, a) => a.Count == 1 && Sizes(a[0]) is not null ? a[0] : null);
        Add("torch.device", Device);
        Add("torch._utils._rebuild_tensor", (reader, a) => a.Count == 4 ? Tensor(reader, a, false) : null);
        Add("torch._utils._rebuild_tensor_v2", (reader, a) =>
            a.Count is 6 or 7 && a[4] is bool grad ? Tensor(reader, a, grad) : null);
        Add("torch._utils._rebuild_parameter", (reader, a) =>
            a.Count == 3 && a[0] is TensorRef data && a[1] is bool grad ? Checked(reader, data with { RequiresGrad = grad }) : null);
        foreach (var (type, storage) in ElementTypes.All)
        {
            known.Add("torch." + type.PythonName(), type);
            known.Add("torch." + storage, new PickleGlobal("torch." + storage, (reader, a) => null) { StorageType = type });
        }

        known.Add("torch.storage.UntypedStorage", new PickleGlobal("torch.storage.UntypedStorage", (reader, a) => null) { StorageType = ScalarType.Byte });

        Add("numpy.ndarray", (reader, a) => null);
        Add("numpy.dtype", (reader, a) => a.Count == 3 && a[0] is string code ? new NumpyType(code) : null);
        Add("numpy.core.multiarray._reconstruct", (reader, a) => a.Count == 3 && a[0] is PickleGlobal { Name: "numpy.ndarray" } ? new NumpyArray() : null);
        Add("numpy.core.multiarray.scalar", Scalar);
        Add("numpy.core.numeric._frombuffer", (reader, a) =>
            a.Count == 4 && a[1] is NumpyType type && Sizes(a[2]) is { } shape && a[3] is string order
                ? CompleteArray(reader, new(), type, shape, order == "F", a[0])
                : null);
        return known;
    }

    private static PyDict? FillDict(PyDict dictionary, PyTuple arguments)
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
        var fits = arguments.Count == 2 && arguments[0] is string && arguments[1] is "latin1" or "latin-1";
        return fits && arguments[0] is string text && text.All(c => c <= 255) ? Encoding.Latin1.GetBytes(text) : null;
    }

    private static object? Device(PickleReader reader, PyTuple arguments)
    {
        // Everything is loaded to the processor, so a device is only information: its name.
        return arguments.Count switch
        {
            1 when arguments[0] is string type => type,
            2 when arguments[0] is string type && arguments[1] is long index => FormattableString.Invariant($"{type}:{index}"),
            _ => null,
        };
    }

    private static object? Scalar(PickleReader reader, PyTuple arguments)
    {
        if (arguments.Count != 2 || arguments[0] is not NumpyType type || arguments[1] is not byte[] data)
        {
            return null;
        }

        return type.TryReadScalar(data, out var value)
            ? value
            : throw reader.Fail($"holds a numpy value of type '{PickleText.Printable(type.Code)}' in {data.Length} bytes, which is not read");
    }

    private static NumpyArray CompleteArray(PickleReader reader, NumpyArray array, NumpyType type, long[] shape, bool fortran, object? data)
    {
        var problem = array.Complete(type, shape, fortran, data as byte[] ?? (data is string text ? Encoding.UTF8.GetBytes(text) : type.TensorType is null ? [] : throw reader.Broken()));
        return problem is null ? array : throw reader.Fail(problem);
    }

    private static TensorRef? Tensor(PickleReader reader, PyTuple a, bool requiresGrad)
    {
        if (a[0] is not StorageRef storage || a[1] is not long offset || Sizes(a[2]) is not { } shape || Sizes(a[3]) is not { } strides)
        {
            return null;
        }

        var bits = a.Count == 7 ? a[6] as PyDict : null;
        var tensor = new TensorRef(storage, offset, shape, strides, requiresGrad)
        {
            Conjugate = bits is not null && bits.TryGetValue("conj", out var conj) && conj is true,
            Negative = bits is not null && bits.TryGetValue("neg", out var neg) && neg is true,
        };
        return Checked(reader, tensor);
    }

    private static TensorRef Checked(PickleReader reader, TensorRef tensor) => tensor.Problem(reader.Limits) is { } problem
        ? throw reader.Fail($"is damaged: a tensor does not fit its storage: {problem}")
        : tensor;

    private static long[]? Sizes(object? value)
    {
        if (value is not PyTuple tuple || tuple.Count > 64 || !tuple.All(item => item is long))
        {
            return null;
        }

        return [.. tuple.Select(item => (long)item!)];
    }
}
