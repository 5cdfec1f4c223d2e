using System.Globalization;

namespace Thelper.Imaging.Transforms;

/// <summary>A stream of random numbers that is fixed by a seed, an epoch, a sample and a path of operations.</summary>
/// <remarks>
/// Two streams of one key give the same numbers, whichever thread draws them and in whatever order the samples are loaded, so that a
/// run does not depend on the number of loader threads and can be taken up in mid-epoch. The generator is SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, figure 17): a counter, mixed. An object
/// belongs to one thread at a time.
/// </remarks>
public sealed class TransformRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong key;
    private ulong counter;

    private readonly Action<double>? drawn;

    private TransformRandom(ulong key, int epoch, Action<double>? drawn = null)
    {
        this.key = key;
        this.drawn = drawn;
        counter = key;
        Epoch = epoch;
    }

    /// <summary>The epoch that the stream belongs to, from 0; operations may follow a schedule.</summary>
    public int Epoch { get; }

    /// <summary>The stream of a sample.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The sample's index in its data set.</param>
    public static TransformRandom For(long seed, int epoch, long index)
    {
        var key = Mix((ulong)seed + Golden);
        key = Mix(key ^ ((ulong)epoch + 1) * Golden);
        return new TransformRandom(Mix(key ^ ((ulong)index + 1) * Golden), epoch);
    }

    /// <summary>The stream that a text stands for.</summary>
    /// <param name="text">What <see cref="ToString"/> gave.</param>
    /// <exception cref="UserErrorException">It is no such text.</exception>
    public static TransformRandom Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':') is [var key, var epoch] && ulong.TryParse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new TransformRandom(number, count)
            : throw new UserErrorException($"'{text}' stands for no stream of random numbers");
    }

    /// <summary>The stream's beginning as a text, whatever was drawn from it: its key and its epoch.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{key:x16}:{Epoch}");

    /// <summary>The same stream from its beginning, told to somebody: every number that is drawn from it and from its parts, in their order.</summary>
    /// <param name="told">Receives the numbers as they are returned; whole ones too.</param>
    public TransformRandom Observed(Action<double> told) => new(key, Epoch, told);

    /// <summary>An own stream for a part of the work. It does not depend on how much was drawn from this one.</summary>
    /// <param name="operation">A number that tells the parts apart.</param>
    public TransformRandom Fork(int operation) => new(Mix(~key ^ ((ulong)operation + 1) * Golden), Epoch, drawn);

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64() => Mix(counter += Golden);

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => Told(Share());

    /// <summary>An integer in [0, <paramref name="count"/>), each with the same probability.</summary>
    /// <param name="count">How many there are, above 0.</param>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        // Multiply and take the high half; the few low halves that would favour some numbers are drawn again
        // (Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019, algorithm 5).
        var range = (ulong)count;
        var product = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = (0 - range) % range;
            while (low < threshold)
            {
                product = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (int)Told((int)product);
    }

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    public double Uniform(double low, double high) => Told(low + ((high - low) * Share()));

    /// <summary>A number of the standard normal distribution (Box and Muller 1958).</summary>
    public double Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Share()));
        return Told(radius * Math.Cos(2 * Math.PI * Share()));
    }

    private double Share() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    private double Told(double number)
    {
        drawn?.Invoke(number);
        return number;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
