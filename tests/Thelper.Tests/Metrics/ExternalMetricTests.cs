using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Metrics.Iterations;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

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
    [InlineData("sklearn.metrics.brier_score_loss", "classif_score", "min", null, "needs the name of a class")]
    [InlineData("sklearn.metrics.f1_score", "regression", "max", null, "is no metric of regression")]
    [InlineData("sklearn.metrics.r2_score", "regression", "max", "a", "target_name: a regression has no classes")]
    [InlineData("sklearn.metrics.f1_score", "classif_score", "max", "a", "use the metric type classif_best")]
    public void Mistakes_are_named(string name, string type, string goal, string? target, string expected) =>
        Should.Throw<UserErrorException>(() => new ExternalMetric(name, type, goal, targetName: target)).Message.ShouldContain(expected);

    [Fact]
    public void An_unknown_class_is_found_before_training() =>
        Should.Throw<UserErrorException>(() => new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max", targetName: "d").CheckTask(Three)).Message.ShouldContain("no class 'd'");

    [Fact]
    public void All_classes_at_once()
    {
        var scores = new[,] { { 0.5f, 0.25f, 0.25f }, { 0.25f, 0.5f, 0.25f }, { 0.5f, 0.25f, 0.25f } };
        var loss = new ExternalMetric("sklearn.metrics.log_loss", "classif_score", "min", forceSoftmax: false);
        loss.CheckTask(Three);
        Feed(loss, Three, scores, [0, 1, 1], 0, 2);
        Feed(loss, Three, scores, [2, 2, 2], 1, 2);
        loss.Eval()!.Value.ShouldBe(((2 * Math.Log(2)) + (4 * Math.Log(4))) / 6, 1e-12);
        var best = new ExternalMetric("sklearn.metrics.top_k_accuracy_score", "classif_score", "max", new Dictionary<string, object?> { ["k"] = 1L });
        Feed(best, Three, scores, [0, 1, 1]);
        best.Eval()!.Value.ShouldBe(2.0 / 3, 1e-12);
        Should.Throw<UserErrorException>(() => new ExternalMetric("sklearn.metrics.roc_auc_score", "classif_score", "max").CheckTask(Three)).Message.ShouldContain("'ovr' or 'ovo'");
        Should.Throw<UserErrorException>(() => new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max").CheckTask(Three)).Message.ShouldContain("target_name");
    }

    [Fact]
    public void Samples_with_several_labels()
    {
        // Predicted (b) (a b) (a) (a), true (b) () (a) (a).
        var task = new Classification(new List<object?> { "a", "b" }, "image", "label", multiLabel: true);
        foreach (var (name, type, target, parameters, expected) in new (string, string, string?, Dictionary<string, object?>?, double)[]
        {
            ("accuracy_score", "classif_best", null, null, 0.75),
            ("hamming_loss", "classif_best", null, null, 0.25),
            ("f1_score", "classif_best", null, new() { ["average"] = "micro" }, 0.75),
            ("precision_score", "classif_best", "b", null, 0.5),
            ("roc_auc_score", "classif_score", null, null, (0.625 + 1) / 2),
            ("roc_auc_score", "classif_score", "b", null, 1),
            ("brier_score_loss", "classif_score", "a", null, (0.04 + 0.81 + 0.01 + 0.16) / 4),
        })
        {
            var metric = new ExternalMetric("sklearn.metrics." + name, type, "max", parameters, target);
            metric.CheckTask(task);
            Feed(metric, task, () => tensor(new[] { 0.2f, 0.9f, 0.9f, 0.6f }, [2, 2]), () => tensor(new[] { 0f, 1, 0, 0 }, [2, 2]), 0, 2);
            Feed(metric, task, () => tensor(new[] { 0.9f, 0.1f, 0.6f, 0.3f }, [2, 2]), () => tensor(new[] { 1f, 0, 1, 0 }, [2, 2]), 1, 2);
            metric.Eval()!.Value.ShouldBe(expected, 1e-6, metric.ToString());
        }

        Should.Throw<UserErrorException>(() => new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max").CheckTask(task)).Message.ShouldContain("'samples'");
        Should.Throw<UserErrorException>(() => new ExternalMetric("sklearn.metrics.cohen_kappa_score", "classif_best", "max").CheckTask(task)).Message.ShouldContain("target_name");
    }

    [Fact]
    public void Numbers()
    {
        var task = new Regression("x", "y");
        var metric = new ExternalMetric("sklearn.metrics.mean_squared_error", "regression", "min", new Dictionary<string, object?> { ["squared"] = false });
        metric.CheckTask(task);
        metric.Eval().ShouldBe(0);
        Feed(metric, task, () => tensor(new[] { 1f, 2, 3, 4 }, [2, 2]), () => tensor(new[] { 1f, 4, 3, 4 }, [2, 2]), 0, 2);
        Feed(metric, task, () => tensor(new[] { 1f, 2, 3, 4 }, [2, 2]), () => tensor(new[] { 2f, 2, 3, 4 }, [2, 2]), 1, 2);
        metric.Eval()!.Value.ShouldBe((0.5 + 1) / 2, 1e-12);
        Should.Throw<UserErrorException>(() => metric.CheckTask(Three)).Message.ShouldContain("use classif_best or classif_score");
        Should.Throw<UserErrorException>(() => new ExternalMetric("sklearn.metrics.accuracy_score", "classif_best", "max").CheckTask(task)).Message.ShouldContain("use regression");
    }

    [Fact]
    public void Maps_of_classes()
    {
        var task = new Segmentation(new List<object?> { "a", "b" }, "image", "mask", dontcare: 255);
        var metric = new ExternalMetric("sklearn.metrics.log_loss", "classif_score", "min", forceSoftmax: false);
        Feed(metric, task, () => tensor(new[] { 0.5f, 0.25f, 0.5f, 0.75f }, [1, 2, 1, 2]), () => tensor(new long[] { 1, 255 }, [1, 1, 2]));
        metric.Eval()!.Value.ShouldBe(Math.Log(2), 1e-12);
    }

    [Fact]
    public void Text_form()
    {
        new ExternalMetric("sklearn.metrics.f1_score", "classif_best", "max", targetName: "7").ToString().ShouldBe(
            "thelper.optim.metrics.ExternalMetric(metric_name='sklearn.metrics.f1_score', metric_type='classif_best', metric_goal=max, metric_params={}, target_name='7', class_names=None, max_win_size=None, force_softmax=None)");
    }
}
