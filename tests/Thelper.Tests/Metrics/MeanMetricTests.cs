using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Metrics.Iterations;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class MeanMetricTests
{
    private static readonly Thelper.Tasks.Task Any = new("image", "label");

    public static TheoryData<Metric, double> Cases => new()
    {
        // Iterations with the differences (1, 3) and (2): values by hand.
        { new MeanAbsoluteError(), (2 + 2) / 2.0 },
        { new MeanAbsoluteError("sum"), (4 + 2) / 2.0 },
        { new MeanSquaredError(), (5 + 4) / 2.0 },
        { new MeanSquaredError("sum"), (10 + 4) / 2.0 },
        { new Psnr(10), (10 * Math.Log10(100 / 5.0) + 10 * Math.Log10(100 / 4.0)) / 2 },
        { new Psnr("10"), (10 * Math.Log10(100 / 5.0) + 10 * Math.Log10(100 / 4.0)) / 2 },
        { new MeanAbsoluteError(maxWinSize: 1), 2 },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Mean_over_iterations(Metric metric, double expected)
    {
        metric.Eval().ShouldBe(0);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            Feed(metric, Any, () => tensor(new[] { 1f, 5f }), () => tensor(new[] { 2f, 2f }), 0, 2);
            Feed(metric, Any, () => tensor(new[] { 1f }), () => tensor(new[] { 3f }), 1, 2);
        }

        metric.Eval()!.Value.ShouldBe(expected, 1e-6);
        metric.Reset();
        metric.Eval().ShouldBe(0);
    }

    [Fact]
    public void A_perfect_match_is_infinitely_good()
    {
        var metric = new Psnr();
        Feed(metric, Any, () => ones(2, 3), () => ones(2, 3));
        metric.Eval().ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Should.Throw<UserErrorException>(() => new MeanAbsoluteError("none")).Message.ShouldContain("'mean' or 'sum'");
        Should.Throw<UserErrorException>(() => new Psnr("many")).Message.ShouldContain("data_range");
        Should.Throw<UserErrorException>(() => new Psnr(-1.0)).Message.ShouldContain("data_range");
        Should.Throw<UserErrorException>(() => Feed(new MeanSquaredError(), Any, () => ones(2, 3), () => ones(3, 2))).Message.ShouldContain("same shape");
    }

    [Fact]
    public void Text_forms()
    {
        new MeanAbsoluteError().ToString().ShouldBe("thelper.optim.metrics.MeanAbsoluteError(reduction='mean', max_win_size=None)");
        new MeanSquaredError("sum").ToString().ShouldBe("thelper.optim.metrics.MeanSquaredError(reduction='sum', max_win_size=None)");
        new Psnr().ToString().ShouldBe("thelper.optim.metrics.PSNR(data_range=1.0, max_win_size=None)");
    }
}
