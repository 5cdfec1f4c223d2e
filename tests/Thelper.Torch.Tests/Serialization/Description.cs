using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>The exact description of a value that tools/golden/serialization.py writes beside every checkpoint.</summary>
internal static class Description
{
    public static string Of(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        double number when double.IsNaN(number) => "f:nan",
        double number => $"f:{BitConverter.DoubleToInt64Bits(number):x16}",
        Complex number => $"c({Of(number.Real)},{Of(number.Imaginary)})",
        string text => "s:" + Hex(Encoding.UTF8.GetBytes(text)),
        byte[] bytes => "b:" + Hex(bytes),
        ScalarType type => "dtype:" + type.PythonName(),
        Layout.Sparse => "layout:torch.sparse_coo",
        Layout.SparseCsr => "layout:torch.sparse_csr",
        Layout.Strided => "layout:torch.strided",
        Tensor { layout: Layout.Strided } tensor => OfTensor(tensor),
        Tensor tensor => OfSparse(tensor),
        PyDict dictionary => OfDict(dictionary),
        HashSet<object?> set => "set{" + string.Join(",", set.Select(Of).Order(StringComparer.Ordinal)) + "}",
        PyTuple tuple => "(" + string.Join(",", tuple.Select(Of)) + ")",
        List<object?> list => "[" + string.Join(",", list.Select(Of)) + "]",
        _ => throw new ArgumentException($"{value.GetType()} is not a value that checkpoints give"),
    };

    private static string OfDict(PyDict dictionary)
    {
        var kind = dictionary.Kind switch
        {
            PyDictKind.Dict => "",
            PyDictKind.DefaultDict => $"DefaultDict({dictionary.DefaultFactory ?? "None"})",
            var other => other.ToString(),
        };
        var attributes = dictionary.Attributes is { Count: > 0 } extra ? Of(extra) : "";
        return kind + "{" + string.Join(",", dictionary.Select(entry => Of(entry.Key) + "=" + Of(entry.Value))) + "}" + attributes;
    }

    private static string OfSparse(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var parts = tensor.layout == Layout.Sparse
            ? new[] { aten._indices(tensor), aten._values(tensor) }
            : [tensor.crow_indices(), tensor.col_indices(), tensor.values()];
        return $"{(tensor.layout == Layout.Sparse ? "sparse_coo" : "sparse_csr")}([{string.Join(", ", tensor.shape)}],{string.Join(",", parts.Select(OfTensor))})";
    }

    private static unsafe string OfTensor(Tensor tensor)
    {
        using var detached = tensor.detach();
        using var contiguous = detached.contiguous();
        var bytes = new ReadOnlySpan<byte>((void*)contiguous.DataPointer, (int)contiguous.numel() * tensor.dtype.ElementSize());
        var contents = bytes.Length <= 256 ? Hex(bytes) : "sha256:" + Hex(SHA256.HashData(bytes));
        return $"tensor({tensor.dtype.PythonName()},[{string.Join(", ", tensor.shape)}],[{string.Join(", ", tensor.stride())}],"
            + $"{(tensor.requires_grad ? "True" : "False")},{contents})";
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
