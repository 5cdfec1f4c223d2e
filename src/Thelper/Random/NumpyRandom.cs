namespace Thelper.Random;

/// <summary>numpy's legacy generator (<c>numpy.random.seed</c>, <c>shuffle</c>, <c>randint</c>), output for output.</summary>
/// <remarks>
/// MT19937: M. Matsumoto, T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number
/// generator", ACM TOMACS 8(1), 1998, pp. 3-30. Splits of existing sessions depend on every bit of it.
/// </remarks>
public sealed class NumpyRandom
{
    private const int StateLength = 624;
    private const int Middle = 397;
    private readonly uint[] state = new uint[StateLength];
    private int position;

    /// <summary>Creates a generator as <c>numpy.random.seed(seed)</c> leaves it.</summary>
    /// <param name="seed">From 0 to 2^32 - 1.</param>
    public NumpyRandom(long seed) => Seed(seed);

    /// <summary>Restarts the generator.</summary>
    /// <param name="seed">From 0 to 2^32 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The seed does not fit in 32 bits.</exception>
    public void Seed(long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seed, uint.MaxValue);
        state[0] = (uint)seed;
        for (var i = 1; i < StateLength; i++)
        {
            var previous = state[i - 1];
            state[i] = (1812433253u * (previous ^ (previous >> 30))) + (uint)i;
        }

        position = StateLength;
    }

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        if (position == StateLength)
        {
            Refill();
        }

        var y = state[position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>A number in [0, 1) with 53 random bits, as <c>numpy.random.random()</c>.</summary>
    public double NextDouble()
    {
        var high = NextUInt32() >> 5;
        var low = NextUInt32() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>A whole number in [0, <paramref name="maximum"/>], ends included, by masked rejection.</summary>
    /// <param name="maximum">The largest result.</param>
    public uint Interval(uint maximum)
    {
        if (maximum == 0)
        {
            return 0;
        }

        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(maximum);
        uint value;
        do
        {
            value = NextUInt32() & mask;
        }
        while (value > maximum);
        return value;
    }

    /// <summary>Shuffles in place, as <c>numpy.random.shuffle</c> does with a list.</summary>
    /// <param name="items">What to shuffle.</param>
    /// <typeparam name="T">Any type.</typeparam>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)Interval((uint)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private void Refill()
    {
        for (var i = 0; i < StateLength; i++)
        {
            var bits = (state[i] & 0x80000000u) | (state[(i + 1) % StateLength] & 0x7fffffffu);
            state[i] = state[(i + Middle) % StateLength] ^ (bits >> 1) ^ ((bits & 1) == 0 ? 0 : 0x9908b0dfu);
        }

        position = 0;
    }
}
