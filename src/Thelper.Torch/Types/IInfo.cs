namespace Thelper.Torch;

/// <summary>Limits of an integer type.</summary>
/// <param name="bits">Bits of an element.</param>
/// <param name="min">Smallest number.</param>
/// <param name="max">Largest number.</param>
public readonly record struct IInfo(int bits, long min, long max);
