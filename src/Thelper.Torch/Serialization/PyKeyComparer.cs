using System.Numerics;

namespace Thelper.Torch.Serialization;

/// <summary>Compares dictionary keys as Python does: equal numbers are one key, whatever their type.</summary>
/// <remarks>Hashes take in every bit of a number and a seed of this process, so that a file cannot be made to fill one bucket.</remarks>
internal sealed class PyKeyComparer : IEqualityComparer<object?>
{
    public static PyKeyComparer Instance { get; } = new();

    public new bool Equals(object? x, object? y)
    {
        if (ReferenceEquals(x, y))
        {
            return true;
        }

        x = Canonical(x);
        y = Canonical(y);
        return x is byte[] a && y is byte[] b ? a.AsSpan().SequenceEqual(b) : object.Equals(x, y);
    }

    public int GetHashCode(object? obj)
    {
        var hash = default(HashCode);
        switch (Canonical(obj))
        {
            case byte[] bytes:
                hash.AddBytes(bytes);
                break;
            case long number:
                SeededNumbers.AddTo(ref hash, number);
                break;
            case double number:
                SeededNumbers.AddTo(ref hash, Bits(number));
                break;
            case Complex number:
                SeededNumbers.AddTo(ref hash, Bits(number.Real));
                SeededNumbers.AddTo(ref hash, Bits(number.Imaginary));
                break;
            case BigInteger number:
                hash.AddBytes(number.ToByteArray());
                break;
            case var other:
                hash.Add(other);
                break;
        }

        return hash.ToHashCode();
    }

    /// <summary>True if a value may be a key: immutable all the way down, and small enough to compare quickly.</summary>
    public static bool IsKey(object? value)
    {
        var budget = 1000;
        return IsKey(value, ref budget);
    }

    private static bool IsKey(object? value, ref int budget)
    {
        if (--budget < 0)
        {
            return false;
        }

        if (value is not PyTuple tuple)
        {
            return value is null or bool or long or double or string or byte[] or BigInteger or Complex or torch.ScalarType;
        }

        foreach (var item in tuple)
        {
            if (!IsKey(item, ref budget))
            {
                return false;
            }
        }

        return true;
    }

    // What is equal has one pattern: the zeros, and all that is no number.
    private static long Bits(double number) => BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number + 0.0);

    private static object? Canonical(object? value) => value switch
    {
        bool flag => flag ? 1L : 0L,
        double number when number >= long.MinValue && number < long.MaxValue && number == Math.Floor(number) => (long)number,
        _ => value,
    };
}
