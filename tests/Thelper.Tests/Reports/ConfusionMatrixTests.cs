using Thelper.Imaging.Plots;
using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using Thelper.Tests.Sessions;
using static Thelper.Tests.Metrics.Iterations;

namespace Thelper.Tests.Reports;

[NoLeaks]
public class ConfusionMatrixTests
{
    private static readonly Classification Two = Classes("a", "a long class name");

    [Fact]
    public void Equals_the_original_on_digits()
    {
        var consumer = new ConfusionMatrix();
        FeedDigits(consumer);
        consumer.Report().ShouldBe(File.ReadAllText(Reference.PathOf("digits/confmat.txt")));
    }

    [Fact]
    public void Clips_labels_and_counts()
    {
        var consumer = new ConfusionMatrix();
        consumer.Report().ShouldBeNull();
        consumer.Render().ShouldBeNull();
        Feed(consumer, Two, Choose(2, 0, 1, 1), [0, 0, 1]);
        consumer.Report().ShouldBe(
            "\n\t   t/p            a a long cl     total\n\t        a         1         1         2\n\ta long cl         0         1         1\n\t    total         1         2         3\n");
        consumer.Render().ShouldNotBeNull();
        consumer.Reset();
        consumer.Report().ShouldBeNull();
    }

    [Fact]
    public void The_chart_has_true_classes_in_rows_as_the_table_has()
    {
        using var folder = new TemporaryFolder();
        var consumer = new ConfusionMatrix();
        Feed(consumer, Two, Choose(2, 0, 1, 1), [0, 0, 1]);
        var (chart, expected) = (consumer.Render()!, ConfusionMatrixPlot.Create(new long[,] { { 1, 1 }, { 0, 1 } }, ["a", "a long class name"], normalized: true));
        chart.Save(folder["chart.png"]);
        expected.Save(folder["expected.png"]);
        chart.ReadPng().ShouldBe(expected.ReadPng());
    }

    [Fact]
    public void Labels_that_the_task_does_not_know_have_a_row_and_a_column_of_their_own()
    {
        var consumer = new ConfusionMatrix();
        Feed(consumer, Two, Choose(3, 0, 2), [0, 1]);
        consumer.Report()!.ShouldContain("  <unset>");
        consumer.Report()!.ShouldEndWith("         2\n");
        consumer.Render().ShouldNotBeNull();
    }

    [Fact]
    public void Pixels_are_counted_but_those_without_a_class()
    {
        var consumer = new ConfusionMatrix();
        var task = new Segmentation(new[] { "a", "b" }, "image", "label_map", dontcare: 255);
        Feed(
            consumer,
            task,
            () => Thelper.Torch.torch.tensor(new float[] { 1, 1, 0, 0, 0, 0, 1, 1 }).reshape(1, 2, 2, 2),
            () => Thelper.Torch.torch.tensor(new long[] { 0, 1, 255, 1 }).reshape(1, 2, 2));
        consumer.Report().ShouldBe("\n\t   t/p            a         b     total\n\t        a         1         0         1\n\t        b         1         1         2\n\t    total         2         1         3\n");
    }

    [Fact]
    public void Text_form() => new ConfusionMatrix().ToString().ShouldBe("thelper.train.utils.ConfusionMatrix(class_names=None, draw_normalized=True)");
}
