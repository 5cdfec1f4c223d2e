using System.Text.Json;
using Thelper.Torch;

namespace Thelper.Testing;

/// <summary>Arrays as the scripts in tools/golden write them: element type, shape, base64 of the bytes.</summary>
public static class GoldenArray
{
    /// <summary>The array as a tensor.</summary>
    public static unsafe torch.Tensor Tensor(JsonElement element)
    {
        var type = element.GetProperty("type").GetString() switch
        {
            "uint8" => torch.ScalarType.Byte,
            "bool" => torch.ScalarType.Bool,
            "int8" => torch.ScalarType.Int8,
            "int16" => torch.ScalarType.Int16,
            "int32" => torch.ScalarType.Int32,
            "int64" => torch.ScalarType.Int64,
            "float32" => torch.ScalarType.Float32,
            "float64" => torch.ScalarType.Float64,
            var other => throw new InvalidOperationException($"No golden array of type {other}."),
        };
        var shape = element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var bytes = element.GetProperty("data").GetBytesFromBase64();
        var tensor = torch.empty(shape, type);
        bytes.CopyTo(new Span<byte>((void*)tensor.DataPointer, bytes.Length));
        return tensor;
    }

    /// <summary>Fails unless shape, type and, up to a tolerance, values are the expected ones.</summary>
    public static void ShouldMatch(torch.Tensor actual, torch.Tensor expected, double tolerance, string what)
    {
        $"{actual.dtype} [{string.Join(", ", actual.shape)}]".ShouldBe($"{expected.dtype} [{string.Join(", ", expected.shape)}]", what);
        var a = Values(actual);
        var e = Values(expected);
        for (var i = 0; i < e.Length; i++)
        {
            if (!(Math.Abs(a[i] - e[i]) <= tolerance * Math.Max(1, Math.Abs(e[i]))))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"{what}: element {i} is {a[i]:R}, expected {e[i]:R}"));
            }
        }
    }

    private static double[] Values(torch.Tensor tensor)
    {
        using var wide = tensor.to(torch.ScalarType.Float64);
        using var packed = wide.contiguous();
        return packed.DataSpan<double>().ToArray();
    }
}
