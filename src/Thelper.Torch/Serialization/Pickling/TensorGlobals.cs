using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>What the functions give that PyTorch's pickles name to rebuild tensors: descriptions, every one of them checked.</summary>
internal static class TensorGlobals
{
    /// <summary>The names, with what calling them gives.</summary>
    public static IEnumerable<PickleGlobal> All { get; } =
    [
        new("torch._utils._rebuild_tensor", (reader, a) => a.Count == 4 ? Dense(reader, a, false) : null),
        new("torch._utils._rebuild_tensor_v2", (reader, a) => a.Count is 6 or 7 && a[4] is bool grad ? Dense(reader, a, grad, a.Count == 7 ? a[6] : null) : null),
        new("torch._utils._rebuild_tensor_v3", (reader, a) =>
            a.Count is 7 or 8 && a[4] is bool grad && a[6] is ScalarType type ? Dense(reader, a, grad, a.Count == 8 ? a[7] : null, type) : null),
        new("torch._utils._rebuild_parameter", (reader, a) => a.Count == 3 ? Parameter(reader, a) : null),
        new("torch._utils._rebuild_parameter_with_state", (reader, a) => a.Count == 4 ? Parameter(reader, a) : null),
        new("torch._utils._rebuild_sparse_tensor", (reader, a) => Sparse(reader, a, Layout.Sparse, 2)),
        new("torch._utils._rebuild_sparse_csr_tensor", (reader, a) => Sparse(reader, a, Layout.SparseCsr, 3)),
        new("torch._tensor._rebuild_from_type", FromType),
        new("torch._tensor._rebuild_from_type_v2", FromType),

        // The classes that the two above may name; as tokens only.
        new("torch.Tensor", (reader, a) => null),
        new("torch._tensor.Tensor", (reader, a) => null),
        new("torch.nn.parameter.Parameter", (reader, a) => null),
        new("torch.nn.parameter.Buffer", (reader, a) => null),
    ];

    private static TensorRef? Dense(PickleReader reader, PyTuple a, bool requiresGrad, object? metadata = null, ScalarType? type = null)
    {
        if (a[1] is not long offset || PickleGlobals.Sizes(a[2]) is not { } shape || PickleGlobals.Sizes(a[3]) is not { } strides)
        {
            return null;
        }

        var storage = a[0] as StorageRef;
        if (a[0] is StorageSlice slice)
        {
            var within = new TensorRef(slice.Storage with { Count = slice.Count }, offset, shape, strides, requiresGrad);
            _ = Checked(reader, within);
            (storage, offset) = (slice.Storage, offset + slice.Offset);
        }

        if (storage is null)
        {
            return null;
        }

        if (type is not null && storage.Type != type && storage.Type != ScalarType.Byte)
        {
            throw reader.Fail($"is damaged: a tensor of type {type} lies in a storage of type {storage.Type}");
        }

        var bits = metadata as PyDict;
        return Checked(reader, new TensorRef(storage, offset, shape, strides, requiresGrad)
        {
            Type = type ?? storage.Type,
            Conjugate = bits is not null && bits.TryGetValue("conj", out var conj) && conj is true,
            Negative = bits is not null && bits.TryGetValue("neg", out var neg) && neg is true,
        });
    }

    private static TensorRef? Parameter(PickleReader reader, PyTuple a) =>
        a[0] is TensorRef data && a[1] is bool grad ? Checked(reader, data with { RequiresGrad = grad }) : null;

    private static SparseRef? Sparse(PickleReader reader, PyTuple a, Layout expected, int parts)
    {
        if (a.Count != 2 || a[0] is not Layout layout || a[1] is not PyTuple data)
        {
            return null;
        }

        if (layout != expected)
        {
            throw reader.Fail($"holds a sparse tensor of layout {layout}; the layouts {Layout.Sparse} and {Layout.SparseCsr} are read");
        }

        // Newer versions add whether the indices are sorted and distinct; the reader need not believe it.
        if (data.Count != parts + 1 && !(layout == Layout.Sparse && data.Count == 4 && data[3] is bool))
        {
            return null;
        }

        var tensors = data.Take(parts).OfType<TensorRef>().ToArray();
        if (tensors.Length != parts || PickleGlobals.Sizes(data[parts]) is not { } shape)
        {
            return null;
        }

        var sized = !Array.Exists(shape, size => size < 0) && !TensorRef.Overflows(shape);
        return sized ? new(layout, tensors, shape) : throw reader.Fail("is damaged: the size of a sparse tensor is impossible");
    }

    private static object? FromType(PickleReader reader, PyTuple a)
    {
        // Attributes that Python code hung on the tensor (the last argument) have no place here.
        return a.Count == 4 && a[0] is PickleGlobal function && function.Name.StartsWith("torch._utils._rebuild_", StringComparison.Ordinal)
            && a[1] is PickleGlobal && a[2] is PyTuple arguments
            ? function.Call(reader, arguments)
            : null;
    }

    private static TensorRef Checked(PickleReader reader, TensorRef tensor) => tensor.Problem(reader.Limits) is { } problem
        ? throw reader.Fail($"is damaged: a tensor does not fit its storage: {problem}")
        : tensor;
}
