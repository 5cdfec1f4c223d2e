using Thelper.Data.Sampling;

namespace Thelper.Tests.Data.Sampling;

public class ClassWeightsTests
{
    private static readonly OrderedDictionary<string, int> Counts = new() { ["a"] = 45, ["b"] = 360, ["c"] = 1215, ["d"] = 2880, ["e"] = 5500 };

    [Fact]
    public void Linear() => Check([0.0045, 0.036, 0.1215, 0.288, 0.55], "linear");

    [Fact]
    public void Uniform() => Check([0.2, 0.2, 0.2, 0.2, 0.2], "uniform");

    [Fact]
    public void Inverted() => Check([0.55 / 0.0045, 0.55 / 0.036, 0.55 / 0.1215, 0.55 / 0.288, 1.0], "linear", norm: false, invmax: true);

    [Fact]
    public void Inverted_uniform() => Check([1, 1, 1, 1, 1], "uniform", norm: false, invmax: true);

    [Fact]
    public void Clamped() => Check([10, 10, 0.55 / 0.1215, 0.55 / 0.288, 1.5], "linear", norm: false, invmax: true, maxw: 10, minw: 1.5);

    [Fact]
    public void Root_is_the_power_of_the_share()
    {
        var expected = Counts.Values.Select(count => Math.Sqrt(count / 10000.0)).ToArray();
        Check([.. expected.Select(weight => weight / expected.Sum())], "root2");
        Check([0.0045, 0.036, 0.1215, 0.288, 0.55], "root");
    }

    [Theory]
    [InlineData("cube")]
    [InlineData("root0")]
    [InlineData("rootx")]
    public void Unknown_strategies_are_named(string stype) =>
        Should.Throw<UserErrorException>(() => ClassWeights.Compute(Counts, stype)).Message.ShouldContain($"'{stype}'");

    [Fact]
    public void Normalised_and_inverted_exclude_each_other() => Should.Throw<UserErrorException>(() => ClassWeights.Compute(Counts, invmax: true));

    private static void Check(double[] expected, string stype, bool norm = true, bool invmax = false, double maxw = double.PositiveInfinity, double minw = 0)
    {
        var weights = ClassWeights.Compute(Counts, stype, maxw, minw, norm, invmax).Values.ToArray();
        weights.Length.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            weights[i].ShouldBe(expected[i], 1e-12);
        }
    }
}
