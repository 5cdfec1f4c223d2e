using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Metrics.Iterations;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class RocCurveTests
{
    private static readonly Classification Two = Classes("no", "yes");

    // Scores of "yes" without softmax: 0.9+ 0.8- 0.7+ 0.4- 0.2-.
    private static readonly float[,] Scores = { { 0.1f, 0.9f }, { 0.2f, 0.8f }, { 0.3f, 0.7f }, { 0.6f, 0.4f }, { 0.8f, 0.2f } };
    private static readonly long[] Labels = [1, 0, 1, 0, 0];

    [Fact]
    public void Equals_the_original_on_digits()
    {
        var metric = new RocCurve("3");
        FeedDigits(metric);
        metric.Eval().ShouldBe(0.9993098688750862);
        metric.LiveEval.ShouldBeFalse();
        metric.Goal.ShouldBe(MetricGoal.Maximize);
    }

    [Fact]
    public void Area()
    {
        var metric = new RocCurve("yes", forceSoftmax: false);
        metric.Eval().ShouldBeNull();
        Feed(metric, Two, Scores, Labels);
        metric.Eval()!.Value.ShouldBe(5.0 / 6, 1e-12);
    }

    [Fact]
    public void All_but_one_class()
    {
        var metric = new RocCurve("!yes", forceSoftmax: false);
        Feed(metric, Two, Scores, Labels);
        metric.Eval()!.Value.ShouldBe(5.0 / 6, 1e-12);
    }

    [Fact]
    public void One_of_several_labels()
    {
        var task = new Classification(new List<object?> { "a", "b" }, "image", "label", multiLabel: true);
        foreach (var name in new[] { "b", "!b" })
        {
            var metric = new RocCurve(name);
            metric.CheckTask(task);
            Feed(metric, task, () => tensor(new[] { 0.2f, 0.9f, 0.9f, 0.3f, 0.1f, 0.5f }, [3, 2]), () => tensor(new[] { 0f, 1, 1, 1, 0, 0 }, [3, 2]));
            metric.Eval()!.Value.ShouldBe(0.5, 1e-12);
        }
    }

    [Theory]
    [InlineData(0.5, null, 0.0)]
    [InlineData(0.6, null, 1.0 / 3)]
    [InlineData(1.0, null, 1.0 / 3)]
    [InlineData(null, 0.1, 0.5)]
    [InlineData(null, 0.5, 1.0)]
    [InlineData(null, 0.0, 0.0)]
    public void Operating_points(double? tpr, double? fpr, double expected)
    {
        var metric = new RocCurve("yes", tpr, fpr, forceSoftmax: false);
        Feed(metric, Two, Scores, Labels);
        metric.Eval()!.Value.ShouldBe(expected, 1e-12);
        metric.Goal.ShouldBe(tpr is null ? MetricGoal.Maximize : MetricGoal.Minimize);
    }

    [Fact]
    public void One_kind_of_sample_has_no_curve_and_no_chart()
    {
        var metric = new RocCurve("yes");
        Feed(metric, Two, Choose(2, 0, 1), [1, 1]);
        metric.Eval().ShouldBeNull();
        metric.Render().ShouldBeNull();
        Feed(metric, Two, Choose(2, 0, 1), [0, 1]);
        metric.Render().ShouldNotBeNull();
        metric.Reset();
        metric.Render().ShouldBeNull();
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Should.Throw<UserErrorException>(() => new RocCurve("yes", 0.5, 0.5)).Message.ShouldContain("not both");
        Should.Throw<UserErrorException>(() => new RocCurve("yes", 1.5)).Message.ShouldContain("target_tpr must be a number in [0, 1]");
        Should.Throw<UserErrorException>(() => new RocCurve("!maybe").CheckTask(Two)).Message.ShouldContain("no class 'maybe'");
        var weighted = new RocCurve("yes", sampleWeight: [1, 2]);
        Feed(weighted, Two, Scores, Labels);
        Should.Throw<UserErrorException>(() => weighted.Eval()).Message.ShouldContain("2 weights for 5 samples");
    }

    [Fact]
    public void Text_form() => new RocCurve("3").ToString().ShouldBe(
        "thelper.optim.metrics.ROCCurve(target_name='3', target_tpr=None, target_fpr=None, class_names=None, force_softmax=True, sample_weight=None, drop_intermediate=True)");
}
