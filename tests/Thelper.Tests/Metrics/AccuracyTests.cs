using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Metrics.Iterations;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class AccuracyTests
{
    private static readonly Classification Three = Classes("a", "b", "c");

    [Fact]
    public void Equals_the_original_on_digits()
    {
        var metric = new Accuracy();
        FeedDigits(metric);
        metric.Eval().ShouldBe(96.08938547486034);
        metric.Goal.ShouldBe(MetricGoal.Maximize);
    }

    [Fact]
    public void Counts_over_batches_also_after_a_second_epoch_and_forgets_on_reset()
    {
        var metric = new Accuracy();
        for (var epoch = 0; epoch < 2; epoch++)
        {
            Feed(metric, Three, Choose(3, 0, 1, 2), [0, 1, 1], 0, 2);
            Feed(metric, Three, Choose(3, 2), [0], 1, 2);
        }

        metric.Eval().ShouldBe(50);
        metric.Reset();
        metric.Eval().ShouldBe(0);
    }

    [Fact]
    public void Looks_only_at_the_window()
    {
        var metric = new Accuracy(maxWinSize: 2);
        Feed(metric, Three, Choose(3, 0), [1], 0, 4);
        Feed(metric, Three, Choose(3, 0), [1], 1, 4);
        metric.Eval().ShouldBe(0);
        Feed(metric, Three, Choose(3, 0), [0], 2, 4);
        metric.Eval().ShouldBe(50);
        Feed(metric, Three, Choose(3, 0), [0], 3, 4);
        metric.Eval().ShouldBe(100);
    }

    [Fact]
    public void Another_number_of_iterations_drops_the_history_and_no_truth_clears_the_slot()
    {
        var metric = new Accuracy();
        Feed(metric, Three, Choose(3, 0), [1], 0, 3);
        Feed(metric, Three, Choose(3, 0), [0], 0, 2);
        metric.Eval().ShouldBe(100);
        Feed(metric, Three, Choose(3, 0), null, 0, 2);
        metric.Eval().ShouldBe(0);
    }

    [Fact]
    public void Takes_the_best_k()
    {
        var scores = new float[,] { { 3, 2, 1 }, { 3, 2, 1 }, { 3, 2, 1 } };
        foreach (var (k, expected) in new[] { (1, 100.0 / 3), (2, 200.0 / 3), (3, 100.0) })
        {
            var metric = new Accuracy(k);
            Feed(metric, Three, scores, [0, 1, 2]);
            metric.Eval()!.Value.ShouldBe(expected, 1e-12);
        }
    }

    [Fact]
    public void Counts_every_pixel_of_a_map_and_an_ignored_one_as_an_error()
    {
        var metric = new Accuracy(2);
        Feed(metric, Three, () => rand(2, 3, 4, 5) + tensor(new float[] { 9, 5, 0 }, [1, 3, 1, 1]), () => cat([zeros([1, 4, 5], ScalarType.Int64), ones([1, 4, 5], ScalarType.Int64)], 0));
        metric.Eval().ShouldBe(100);
        Feed(metric, Three, () => rand(1, 3, 2, 2) + tensor(new float[] { 9, 5, 0 }, [1, 3, 1, 1]), () => tensor(new long[] { 0, 1, 2, 255 }, [1, 2, 2]));
        metric.Eval().ShouldBe(50);
    }

    [Fact]
    public void Compares_every_label_of_samples_with_several()
    {
        var task = new Classification(new[] { "a", "b", "c" }, "image", "label", multiLabel: true);
        var metric = new Accuracy();
        Feed(metric, task, () => tensor(new[] { 0.9f, 0.6f, 0.1f, 0.5f, 0.2f, 0.8f }, [2, 3]), () => tensor(new long[] { 1, 0, 0, 0, 0, 1 }, [2, 3]));
        metric.Eval()!.Value.ShouldBe(500.0 / 6, 1e-12);
        Should.Throw<UserErrorException>(() => new Accuracy(2).CheckTask(task)).Message.ShouldContain("several labels");
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Should.Throw<UserErrorException>(() => new Accuracy(0)).Message.ShouldContain("top_k");
        Should.Throw<UserErrorException>(() => new Accuracy(1, 0)).Message.ShouldContain("max_win_size");
        Should.Throw<UserErrorException>(() => new Accuracy(4).CheckTask(Three)).Message.ShouldContain("3 classes");
        Should.Throw<UserErrorException>(() => Feed(new Accuracy(), Three, Choose(3, 0), [1, 2])).Message.ShouldContain("[2] where predictions of shape [1, 3] need [1]");
        Should.Throw<ArgumentOutOfRangeException>(() => Feed(new Accuracy(), Three, Choose(3, 0), [1], 3, 3));
    }

    [Fact]
    public void Text_form() => new Accuracy().ToString().ShouldBe("thelper.optim.metrics.Accuracy(top_k=1, max_win_size=None)");
}
