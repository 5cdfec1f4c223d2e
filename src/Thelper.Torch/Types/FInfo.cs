namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Limits of a floating-point type.</summary>
    /// <param name="bits">Bits of an element.</param>
    /// <param name="eps">Distance from 1 to the next larger number.</param>
    /// <param name="max">Largest number.</param>
    /// <param name="tiny">Smallest positive number of full precision.</param>
    /// <param name="resolution">Decimal resolution.</param>
    public readonly record struct FInfo(int bits, double eps, double max, double tiny, double resolution)
    {
        /// <summary>Smallest number.</summary>
        public double min => -max;

        /// <summary>Smallest positive number of full precision.</summary>
        public double smallest_normal => tiny;
    }
}
