using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The element types and layouts of tensors and the storage classes that stand for them in PyTorch's pickles.</summary>
internal static class ElementTypes
{
    /// <summary>The storage class, in Python's module <c>torch</c>, of every type that a checkpoint can hold.</summary>
    public static readonly IReadOnlyDictionary<ScalarType, string> All = new Dictionary<ScalarType, string>
    {
        [ScalarType.Byte] = "ByteStorage",
        [ScalarType.Int8] = "CharStorage",
        [ScalarType.Int16] = "ShortStorage",
        [ScalarType.Int32] = "IntStorage",
        [ScalarType.Int64] = "LongStorage",
        [ScalarType.Float16] = "HalfStorage",
        [ScalarType.Float32] = "FloatStorage",
        [ScalarType.Float64] = "DoubleStorage",
        [ScalarType.ComplexFloat32] = "ComplexFloatStorage",
        [ScalarType.ComplexFloat64] = "ComplexDoubleStorage",
        [ScalarType.Bool] = "BoolStorage",
        [ScalarType.BFloat16] = "BFloat16Storage",
    };

    /// <summary>The layouts of tensors by PyTorch's names.</summary>
    public static readonly IReadOnlyDictionary<string, Layout> Layouts = new Dictionary<string, Layout>
    {
        ["torch.strided"] = Layout.Strided,
        ["torch.sparse_coo"] = Layout.Sparse,
        ["torch.sparse_csr"] = Layout.SparseCsr,
        ["torch.sparse_csc"] = Layout.SparseCsc,
        ["torch.sparse_bsr"] = Layout.SparseBsr,
        ["torch.sparse_bsc"] = Layout.SparseBsc,
        ["torch._mkldnn"] = Layout.Mkldnn,
    };
}
