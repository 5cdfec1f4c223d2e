using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Modules;

/// <summary>The values that PyTorch gave (Golden/*.json, made by tools/golden), and the inputs that both sides make from formulas.</summary>
internal static class Reference
{
    // Other kernels round elsewhere, and attention carries that on.
    private static readonly double Share = Exactness.Tolerance(elsewhere: 1e-4, here: 1e-6);

    /// <summary>Reads one golden file.</summary>
    public static JsonElement Load(string name)
        => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", name))).RootElement;

    /// <summary>Element i of input k is sin(0.7 i + k) * scale + shift.</summary>
    public static Tensor Wave(long[] shape, int k = 0, double scale = 1, double shift = 0)
        => Make(shape, i => (float)((Math.Sin((0.7 * i) + k) * scale) + shift));

    /// <summary>A float tensor from a formula of the element number.</summary>
    public static Tensor Make(long[] shape, Func<int, float> element)
        => tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(element).ToArray(), shape);

    /// <summary>The sum of the elements times cosines of their numbers: a loss with a different gradient everywhere.</summary>
    public static Tensor Objective(Tensor output)
    {
        var weights = Make(output.shape, i => (float)Math.Cos(i));
        return aten.sum(aten.mul_Tensor(output, weights));
    }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the elements' bytes.</summary>
    public static string Bits(params ReadOnlySpan<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
        {
            var contiguous = aten.contiguous(aten.detach(tensor));
            hash.AppendData(contiguous.dtype switch
            {
                ScalarType.Int64 => MemoryMarshal.AsBytes(contiguous.DataSpan<long>()),
                ScalarType.Float64 => MemoryMarshal.AsBytes(contiguous.DataSpan<double>()),
                _ => MemoryMarshal.AsBytes(contiguous.DataSpan<float>()),
            });
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Compares <see cref="Bits"/>, where numbers are equal to the last bit: drawn weights are scaled, and a decomposition is LAPACK's.</summary>
    public static void ShouldHaveBits(this Tensor actual, JsonElement expected, string what)
    {
        if (Exactness.Holds)
        {
            Bits(actual).ShouldBe(expected.GetString(), what);
        }
    }

    /// <summary>All elements in double precision.</summary>
    public static double[] Elements(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return aten.contiguous(aten.to_dtype(aten.detach(tensor), ScalarType.Float64)).data<double>().ToArray();
    }

    /// <summary>Compares shape, first elements and two sums, to a share of the size of the elements.</summary>
    public static void ShouldMatch(this Tensor actual, JsonElement expected, string what)
    {
        actual.shape.ShouldBe(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray(), what);
        var elements = Elements(actual);
        ShouldBeNear(elements.AsSpan(0, Math.Min(16, elements.Length)), Numbers(expected.GetProperty("head")), what);
        var tolerance = Share * elements.Sum(Math.Abs);
        elements.Sum().ShouldBeWithin(expected.GetProperty("sum").GetDouble(), tolerance, $"{what}, sum");
        elements.Select((value, i) => value * Math.Cos(i)).Sum().ShouldBeWithin(expected.GetProperty("wave").GetDouble(), tolerance, $"{what}, weighted sum");
    }

    /// <summary>Compares numbers to a share of the largest.</summary>
    public static void ShouldBeNear(ReadOnlySpan<double> actual, double[] expected, string what, double? share = null)
    {
        actual.Length.ShouldBe(expected.Length, what);
        var tolerance = (share ?? Share) * expected.Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBeWithin(expected[i], tolerance, $"{what}, element {i}");
        }
    }

    /// <summary>The numbers of an array.</summary>
    public static double[] Numbers(JsonElement array) => array.EnumerateArray().Select(Number).ToArray();

    /// <summary>One number; those that JSON lacks are texts.</summary>
    public static double Number(JsonElement value) => value.ValueKind != JsonValueKind.String ? value.GetDouble()
        : value.GetString() switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.NaN };
}
