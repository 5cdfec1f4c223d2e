using Thelper.Random;
using Thelper.Tests.Data.Sampling;

namespace Thelper.Tests.Random;

public class NumpyRandomTests
{
    [Theory]
    [InlineData(0, new[] { 2, 8, 4, 9, 1, 6, 7, 3, 0, 5 })]
    [InlineData(42, new[] { 8, 1, 5, 0, 7, 2, 9, 4, 3, 6 })]
    public void Shuffle_gives_the_published_order(long seed, int[] expected)
    {
        var items = Enumerable.Range(0, 10).ToArray();
        new NumpyRandom(seed).Shuffle(items.AsSpan());
        items.ShouldBe(expected);
    }

    [Fact]
    public void Stream_is_that_of_numpy()
    {
        foreach (var reference in Orders.Cases("numpy"))
        {
            var random = new NumpyRandom(reference.GetProperty("seed").GetInt64());
            var items = Enumerable.Range(0, 1000).ToArray();
            random.Shuffle(items.AsSpan());
            items.ShouldBe(Orders.Ints(reference.GetProperty("shuffle")));
            foreach (var expected in reference.GetProperty("random").EnumerateArray())
            {
                random.NextDouble().ShouldBe(expected.GetDouble());
            }
        }
    }

    [Fact]
    public void Seed_starts_the_stream_again()
    {
        var random = new NumpyRandom(7);
        var first = Enumerable.Range(0, 1300).Select(_ => random.NextUInt32()).ToArray();
        random.Seed(7);
        Enumerable.Range(0, 1300).Select(_ => random.NextUInt32()).ShouldBe(first);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4294967296)]
    public void Seeds_beyond_32_bits_are_refused(long seed) => Should.Throw<ArgumentOutOfRangeException>(() => new NumpyRandom(seed));

    [Fact]
    public void Interval_includes_both_ends()
    {
        var random = new NumpyRandom(1);
        var drawn = Enumerable.Range(0, 200).Select(_ => random.Interval(4)).ToHashSet();
        drawn.ShouldBe([0u, 1u, 2u, 3u, 4u], ignoreOrder: true);
        random.Interval(0).ShouldBe(0u);
    }
}
