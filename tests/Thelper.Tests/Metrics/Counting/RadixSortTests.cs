using Thelper.Metrics.Counting;

namespace Thelper.Tests.Metrics.Counting;

public class RadixSortTests
{
    [Theory]
    [InlineData(0, "uniform")]
    [InlineData(1, "uniform")]
    [InlineData(300, "uniform")]
    [InlineData(40_000, "uniform")]
    [InlineData(40_000, "equal")]
    [InlineData(40_000, "few")]
    [InlineData(300_000, "uniform")]
    [InlineData(300_000, "single")]
    [InlineData(300_000, "crowded")]
    [InlineData(300_000, "signed")]
    public void Sorts_like_the_library(int count, string kind)
    {
        var random = new System.Random(count);
        var keys = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            var value = random.NextDouble();
            keys[i] = RadixSort.KeyOf(kind switch
            {
                "equal" => 0.25,
                "few" => random.Next(5),
                "single" => (float)value,
                "crowded" => 1 - Math.Pow(value, 30),
                "signed" => random.Next(20) == 0 ? -1e300 * value : (value - 0.5) * 8,
                _ => value,
            });
        }

        var expected = (ulong[])keys.Clone();
        Array.Sort(expected);
        RadixSort.Sort(keys);
        keys.ShouldBe(expected);
    }

    [Fact]
    public void Keys_keep_the_order_of_numbers()
    {
        double[] values = [double.NegativeInfinity, -1e300, -1, -double.Epsilon, 0, double.Epsilon, 0.5, 1, double.PositiveInfinity];
        for (var i = 0; i < values.Length; i++)
        {
            RadixSort.ValueOf(RadixSort.KeyOf(values[i])).ShouldBe(values[i]);
            if (i > 0)
            {
                RadixSort.KeyOf(values[i]).ShouldBeGreaterThan(RadixSort.KeyOf(values[i - 1]));
            }
        }

        RadixSort.KeyOf(-0.0).ShouldBe(RadixSort.KeyOf(0.0));
    }
}
