using System.Numerics;
using System.Runtime.InteropServices;

namespace Thelper.Vision.Datasets;

/// <summary>The number types in which MATLAB files store elements.</summary>
internal static class MatNumbers
{
    /// <summary>Bytes of a number.</summary>
    /// <param name="type">The file's code of the type.</param>
    /// <returns>The size, or 0 for what is no number.</returns>
    public static int SizeOf(uint type) => type switch
    {
        1 or 2 => 1,
        3 or 4 => 2,
        5 or 6 or 7 => 4,
        9 or 12 or 13 => 8,
        _ => 0,
    };

    /// <summary>Converts numbers to bytes.</summary>
    /// <param name="source">Little-endian numbers, maybe with something behind them.</param>
    /// <param name="type">The file's code of their type.</param>
    /// <param name="target">As many bytes as there are numbers.</param>
    /// <exception cref="InvalidDataException">A number is no whole number from 0 to 255.</exception>
    public static void Narrow(ReadOnlySpan<byte> source, uint type, Span<byte> target)
    {
        switch (type)
        {
            case 1: Narrow<sbyte>(source, target); break;
            case 2: source[..target.Length].CopyTo(target); break;
            case 3: Narrow<short>(source, target); break;
            case 4: Narrow<ushort>(source, target); break;
            case 5: Narrow<int>(source, target); break;
            case 6: Narrow<uint>(source, target); break;
            case 7: Narrow<float>(source, target); break;
            case 9: Narrow<double>(source, target); break;
            case 12: Narrow<long>(source, target); break;
            default: Narrow<ulong>(source, target); break;
        }
    }

    private static void Narrow<T>(ReadOnlySpan<byte> source, Span<byte> target)
        where T : unmanaged, INumber<T>
    {
        var numbers = MemoryMarshal.Cast<byte, T>(source);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = byte.CreateSaturating(numbers[i]);
            if (T.IsNegative(numbers[i]) || T.CreateTruncating(target[i]) != numbers[i])
            {
                throw new InvalidDataException($"it holds the number {string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{numbers[i]}")}, not one from 0 to 255");
            }
        }
    }
}
