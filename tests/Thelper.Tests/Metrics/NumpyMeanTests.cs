using Thelper.Metrics;
using Thelper.Testing;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class NumpyMeanTests
{
    [Fact]
    public void The_mean_is_numpys_to_the_last_bit()
    {
        foreach (var entry in Reference.Root.At("means").EnumerateArray())
        {
            double[] values = [.. Enumerable.Range(0, entry.At("count").GetInt32()).Select(i => 1 / (i + 0.3))];
            NumpyMean.Of(values).ShouldBe(entry.At("mean").GetDouble(), $"{values.Length} values");
        }
    }

    [Fact]
    public void Nothing_has_no_mean() => NumpyMean.Of([]).ShouldBe(double.NaN);
}
