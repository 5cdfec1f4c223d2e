using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Metrics.Iterations;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class PrecisionRecallCurveTests
{
    private static readonly Classification Two = Classes("no", "yes");

    // Sorted by the score of "yes": true, true, false, true, false.
    private static readonly float[,] Scores = { { 0.1f, 0.9f }, { 0.2f, 0.8f }, { 0.3f, 0.7f }, { 0.4f, 0.6f }, { 0.5f, 0.5f } };
    private static readonly long[] Labels = [1, 1, 0, 1, 0];

    [Theory]
    [InlineData(null, null, (1.0 / 3) + (1.0 / 3) + (0.75 / 3))]
    [InlineData(0.6, null, 1.0)]
    [InlineData(0.7, null, 0.75)]
    [InlineData(null, 0.75, 1.0)]
    [InlineData(null, 0.8, 2.0 / 3)]
    public void Values_at_operating_points(double? recall, double? precision, double expected)
    {
        var metric = new PrecisionRecallCurve("yes", recall, precision, forceSoftmax: false);
        Feed(metric, Two, Scores, Labels);
        metric.Eval()!.Value.ShouldBe(expected, 1e-12);
        metric.Goal.ShouldBe(MetricGoal.Maximize);
        metric.LiveEval.ShouldBeFalse();
    }

    [Fact]
    public void The_average_precision_is_scikit_learns()
    {
        var metric = new PrecisionRecallCurve("8");
        var reference = new ExternalMetric("sklearn.metrics.average_precision_score", "classif_score", "max", targetName: "8");
        FeedDigits(metric);
        FeedDigits(reference);
        metric.Eval()!.Value.ShouldBe(reference.Eval()!.Value, 1e-12);
    }

    [Fact]
    public void One_kind_of_sample_has_no_curve()
    {
        var metric = new PrecisionRecallCurve("yes");
        metric.Eval().ShouldBeNull();
        Feed(metric, Two, Choose(2, 0, 1), [1, 1]);
        metric.Eval().ShouldBeNull();
        metric.Render().ShouldBeNull();
        Feed(metric, Two, Choose(2, 0, 1), [0, 1]);
        metric.Render().ShouldNotBeNull();
        metric.Reset();
        metric.Eval().ShouldBeNull();
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Should.Throw<UserErrorException>(() => new PrecisionRecallCurve("yes", 0.5, 0.5)).Message.ShouldContain("not both");
        Should.Throw<UserErrorException>(() => new PrecisionRecallCurve("yes", targetPrecision: 1.5)).Message.ShouldContain("target_precision");
        Should.Throw<UserErrorException>(() => new PrecisionRecallCurve("maybe").CheckTask(Two)).Message.ShouldContain("no class 'maybe'");
    }

    [Fact]
    public void Text_form() => new PrecisionRecallCurve("3", 0.5).ToString().ShouldBe(
        "thelper.optim.metrics.PRCurve(target_name='3', target_recall=0.5, target_precision=None, class_names=None, force_softmax=True, sample_weight=None)");
}
