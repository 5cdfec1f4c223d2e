using System.Text;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>What numpy's part of the closed list gives when it is called.</summary>
internal static class NumpyGlobals
{
    /// <summary>The names, with what calling them gives.</summary>
    public static IEnumerable<PickleGlobal> All { get; } =
    [
        new("numpy.ndarray", (reader, a) => null),
        new("numpy.dtype", (reader, a) => a.Count == 3 && a[0] is string code ? new NumpyType(code) : null),
        new("numpy.core.multiarray._reconstruct", (reader, a) => a.Count == 3 && a[0] is PickleGlobal { Name: "numpy.ndarray" } ? new NumpyArray() : null),
        new("numpy.core.multiarray.scalar", Scalar),
        new("numpy.core.numeric._frombuffer", (reader, a) =>
            a.Count == 4 && a[1] is NumpyType type && PickleGlobals.Sizes(a[2]) is { } shape && a[3] is string order
                ? Complete(reader, new(), type, shape, order == "F", a[0])
                : null),
    ];

    /// <summary>Gives an element type the details that its state carries.</summary>
    public static void SetState(PickleReader reader, NumpyType type, PyTuple state)
    {
        type.BigEndian = state[1] is ">" ? true : state[1] is "<" or "|" or "=" ? false : throw reader.Broken();
        if (state[2] is not null || state[3] is not null || state[4] is not null)
        {
            type.Fields = state[3] is PyTuple names ? [.. names.Select(name => name as string ?? throw reader.Broken())] : [];
        }
    }

    /// <summary>Completes an array; it is in the wrong form if that gives null.</summary>
    public static NumpyArray Complete(PickleReader reader, NumpyArray array, NumpyType type, long[] shape, bool fortran, object? data)
    {
        if (reader.Limits.SkipsObjects && type.TensorType is null && (!type.IsText || type.Fields is not null))
        {
            // Passed over: it stays without a type.
            return array;
        }

        var bytes = data switch
        {
            byte[] held => held,
            string text => Encoding.UTF8.GetBytes(text),

            // The elements of object arrays are a list; such arrays are refused by their type.
            _ => type.TensorType is null && !type.IsText ? [] : throw reader.Broken(),
        };
        reader.Charge(bytes.Length);
        var problem = array.Complete(type, shape, fortran, bytes, reader.Limits);
        return problem is null ? array : throw reader.Fail(problem);
    }

    private static object? Scalar(PickleReader reader, PyTuple arguments)
    {
        // Objects as scalars carry themselves, not bytes; their type is what is refused.
        if (arguments.Count != 2 || arguments[0] is not NumpyType type || (arguments[1] is not byte[] && type.Code != "O8"))
        {
            return null;
        }

        var data = arguments[1] as byte[] ?? [];
        reader.Charge(data.Length);
        return type.TryReadScalar(data, out var value)
            ? value
            : reader.Limits.SkipsObjects ? new ForeignObject("numpy.generic", attributes: false)
            : throw reader.Fail($"holds a numpy value of {type.Description} in {data.Length} bytes, which is not read");
    }
}
