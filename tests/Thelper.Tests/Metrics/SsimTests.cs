using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Metrics.Iterations;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class SsimTests
{
    private static readonly SuperResolution Task = new("image", "target");

    [Fact]
    public void Equals_the_definition()
    {
        foreach (var entry in Reference.Read("maps.json").At("images").EnumerateArray())
        {
            var metric = new Ssim(entry.At("range").GetDouble());
            var shape = entry.At("shape").Longs();
            float[] x = [.. entry.At("x").Doubles().Select(v => (float)v)], y = [.. entry.At("y").Doubles().Select(v => (float)v)];
            Feed(metric, Task, () => tensor(x, shape), () => tensor(y, shape));
            Reference.ShouldAgree(metric.Eval()!.Value, entry.At("value").GetDouble(), 1e-9, entry.At("name").GetString()!);
        }
    }

    [Fact]
    public void Averages_iterations_and_refuses_small_images()
    {
        var metric = new Ssim();
        metric.Eval().ShouldBe(0);
        Feed(metric, Task, () => ones(1, 1, 12, 12), () => ones(1, 1, 12, 12), 0, 2);
        Feed(metric, Task, () => zeros(1, 1, 12, 12), () => ones(1, 1, 12, 12), 1, 2);
        metric.Eval()!.Value.ShouldBe((1 + (1e-4 / (1 + 1e-4))) / 2, 1e-9);
        metric.Goal.ShouldBe(MetricGoal.Maximize);
        metric.ToString().ShouldBe("thelper.optim.metrics.SSIM(data_range=1.0, max_win_size=None)");
        Should.Throw<UserErrorException>(() => Feed(metric, Task, () => ones(1, 1, 10, 12), () => ones(1, 1, 10, 12))).Message.ShouldContain("at least 11 x 11");
        Should.Throw<UserErrorException>(() => new Ssim("x")).Message.ShouldContain("data_range");
    }
}
