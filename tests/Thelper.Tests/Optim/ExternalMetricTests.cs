using Thelper.Optim;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Optim.Iterations;

namespace Thelper.Tests.Optim;

[NoLeaks]
public class ExternalMetricTests
{
    private static readonly Classification Three = Classes("a", "b", "c");

    [Fact]
    public void Equals_the_original_on_digits()
    {
        var f1 = new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max", targetName: "7");
        FeedDigits(f1);
        f1.Eval().ShouldBe(1.0);
        var auc = new ExternalMetric("sklearn.metrics.roc_auc_score", "classif_score", "max", targetName: "8");
        FeedDigits(auc);
        var curve = new RocCurve("8");
        FeedDigits(curve);
        auc.Eval()!.Value.ShouldBe(curve.Eval()!.Value, 1e-15);
    }

    [Fact]
    public void With_a_target_only_its_samples_count()
    {
        // Of the class: a hit, a miss; taken for it: one; the last two samples have nothing to do with it.
        foreach (var (name, expected) in new[] { ("precision_score", 0.5), ("recall_score", 0.5), ("accuracy_score", 1.0 / 3) })
        {
            var metric = new ExternalMetric("sklearn.metrics." + name, "classif_top1", "max", targetName: "b");
            Feed(metric, Three, Choose(3, 1, 0, 1, 0, 2), [1, 1, 0, 0, 0]);
            metric.Eval()!.Value.ShouldBe(expected, 1e-15);
        }
    }

    [Fact]
    public void Without_a_target_labels_are_compared()
    {
        var metric = new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max", new Dictionary<string, object?> { ["average"] = "macro" });
        Feed(metric, Three, Choose(3, 0, 1, 2, 2), [0, 1, 2, 1]);
        metric.Eval()!.Value.ShouldBe((1 + (2.0 / 3) + (2.0 / 3)) / 3, 1e-15);
    }

    [Fact]
    public void Nothing_yet_gives_0_and_one_class_alone_no_number()
    {
        var metric = new ExternalMetric("sklearn.metrics.roc_auc_score", "classif_scores", "max", targetName: "b");
        metric.Eval().ShouldBe(0);
        Feed(metric, Three, Choose(3, 0, 1), [1, 1]);
        metric.Eval().ShouldBe(double.NaN);
        Feed(metric, Three, Choose(3, 0, 1), null);
        metric.Eval().ShouldBe(0);
    }

    [Fact]
    public void Rates_scores_with_and_without_softmax()
    {
        foreach (var softmax in new[] { true, false })
        {
            var metric = new ExternalMetric("sklearn.metrics.brier_score_loss", "classif_score", "min", targetName: "b", forceSoftmax: softmax);
            Feed(metric, Three, new[,] { { 0f, 1f, 0f }, { 0f, 0.5f, 0f } }, [1, 0]);
            var (first, second) = softmax ? (Math.E / (Math.E + 2), Math.Exp(0.5) / (Math.Exp(0.5) + 2)) : (1.0, 0.5);
            metric.Eval()!.Value.ShouldBe((((1 - first) * (1 - first)) + (second * second)) / 2, 1e-7);
        }
    }

    [Theory]
    [InlineData("sklearn.metrics.f1_scores", "classif_best", "max", null, "did you mean 'sklearn.metrics.f1_score'?")]
    [InlineData("sklearn.metrics.f1_score", "classif_bst", "max", null, "metric_type: unknown type 'classif_bst' (did you mean 'classif_best'?)")]
    [InlineData("sklearn.metrics.f1_score", "classif_best", "up", null, "metric_goal must be 'min' or 'max'")]
    [InlineData("sklearn.metrics.roc_auc_score", "classif_score", "max", null, "needs the name of a class")]
    [InlineData("sklearn.metrics.f1_score", "classif_score", "max", "a", "use classif_best")]
    public void Mistakes_are_named(string name, string type, string goal, string? target, string expected) =>
        Should.Throw<UserErrorException>(() => new ExternalMetric(name, type, goal, targetName: target)).Message.ShouldContain(expected);

    [Fact]
    public void An_unknown_class_is_found_before_training() =>
        Should.Throw<UserErrorException>(() => new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max", targetName: "d").CheckTask(Three)).Message.ShouldContain("no class 'd'");

    [Fact]
    public void Text_form()
    {
        new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max", targetName: "7").ToString().ShouldBe(
            "thelper.optim.metrics.ExternalMetric(metric_name='sklearn.metrics.f1_score', metric_type='classif_best', metric_goal=max, metric_params={}, target_name='7', class_names=None, max_win_size=None, force_softmax=None)");
    }
}
