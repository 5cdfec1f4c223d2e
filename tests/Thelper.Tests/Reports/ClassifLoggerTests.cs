using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using static Thelper.Tests.Metrics.Iterations;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Reports;

[NoLeaks]
public class ClassifLoggerTests
{
    private static readonly Classification Three = Classes("a", "b", "c");
    private static readonly float[,] Scores = { { 0.5f, 0.3f, 0.2f }, { 0.1f, 0.2f, 0.7f }, { 0.4f, 0.35f, 0.25f } };

    [Theory]
    [InlineData(null, "log_text.txt")]
    [InlineData("csv", "log_csv.csv")]
    [InlineData("json", "log_json.json")]
    public void Equals_the_original_on_digits(string? format, string file)
    {
        var consumer = new ClassifLogger(3, logKeys: ["path"], format: format);
        FeedDigits(consumer);
        consumer.Report().ShouldBe(File.ReadAllText(Reference.PathOf($"digits/{file}")));
        consumer.ReportExtension()!.ShouldBe(file[(file.IndexOf('.') + 1)..]);
    }

    [Fact]
    public void Lists_as_many_samples_as_wanted()
    {
        var consumer = new ClassifLogger(3, reportCount: 10, logKeys: ["path"]);
        consumer.Report().ShouldBeNull();
        FeedDigits(consumer);
        var first = consumer.Report();
        first!.Split('\n').Length.ShouldBe(11);
        first.ShouldStartWith("target_name,target_score,pred_1_name,pred_1_score,pred_2_name,pred_2_score,pred_3_name,pred_3_score,path\n");
        consumer.Reset();
        consumer.Report().ShouldBeNull();
        FeedDigits(consumer);
        consumer.Report().ShouldBe(first);
        var none = new ClassifLogger(reportCount: 0);
        FeedDigits(none);
        none.Report().ShouldBeNull();
    }

    [Fact]
    public void Keeps_samples_whose_true_class_scores_high_enough()
    {
        var consumer = new ClassifLogger(confThreshold: 0.35, forceSoftmax: false);
        Feed(consumer, Three, Scores, [0, 1, 1]);
        consumer.Report().ShouldBe("target_name,target_score,pred_1_name,pred_1_score\na,0.5000,a,0.5000\nb,0.3500,a,0.4000");
    }

    [Fact]
    public void Keeps_samples_of_the_target_class_or_taken_for_it()
    {
        var consumer = new ClassifLogger(targetName: "a", forceSoftmax: false);
        Feed(consumer, Three, Scores, [1, 2, 2]);
        consumer.Report()!.Split('\n').ShouldBe(["target_name,target_score,pred_1_name,pred_1_score", "b,0.3000,a,0.5000", "c,0.2500,a,0.4000"]);
    }

    [Fact]
    public void Samples_without_truth_are_listed_too()
    {
        var consumer = new ClassifLogger(forceSoftmax: false);
        Feed(consumer, Three, Scores, null);
        consumer.Report()!.Split('\n')[1].ShouldBe("<unknown>,0.0000,a,0.5000");
        var confident = new ClassifLogger(forceSoftmax: false, confThreshold: 0.6);
        Feed(confident, Three, Scores, null);
        confident.Report()!.Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public void Metadata_of_every_kind_and_commas_in_it()
    {
        var consumer = new ClassifLogger(forceSoftmax: false, logKeys: ["idx", "area", "note"]);
        using (var scope = NewDisposeScope())
        {
            Feed(consumer, Three, Scores, [0, 1, 2], 0, 1,
                ("idx", tensor(new long[] { 4, 5, 6 }).DetachFromDisposeScope()),
                ("area", tensor(new[] { 0.5, 1e-5, 2 }).DetachFromDisposeScope()),
                ("note", new List<object?> { "a, b", null, "say \"x\"" }));
        }

        consumer.Report()!.Split('\n')[1..].ShouldBe(["a,0.5000,a,0.5000,4,0.5,\"a, b\"", "b,0.2000,c,0.7000,5,1e-05,None", "c,0.2500,a,0.4000,6,2.0,\"say \"\"x\"\"\""]);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Should.Throw<UserErrorException>(() => new ClassifLogger(0)).Message.ShouldContain("top_k");
        Should.Throw<UserErrorException>(() => new ClassifLogger(confThreshold: 0)).Message.ShouldContain("]0, 1]");
        Should.Throw<UserErrorException>(() => new ClassifLogger(vizCount: 3)).Message.ShouldContain("viz_count");
        Should.Throw<UserErrorException>(() => new ClassifLogger(4).CheckTask(Three)).Message.ShouldContain("3 classes");
        Should.Throw<UserErrorException>(() => new ClassifLogger(targetName: "d").CheckTask(Three)).Message.ShouldContain("no class 'd'");
        Should.Throw<UserErrorException>(() => Feed(new ClassifLogger(logKeys: ["pth"]), Three, Scores, [0, 1, 2], 0, 1, ("path", new List<object?> { "x", "y", "z" })))
            .Message.ShouldContain("no key 'pth' (did you mean 'path'?)");
        Should.Throw<UserErrorException>(() => Feed(new ClassifLogger(logKeys: ["path"]), Three, Scores, [0, 1, 2], 0, 1, ("path", "x"))).Message.ShouldContain("one entry per sample");
    }

    [Fact]
    public void Text_form() => new ClassifLogger(3, logKeys: ["path"]).ToString().ShouldBe(
        "thelper.train.utils.ClassifLogger(top_k=3, conf_threshold=None, class_names=None, target_name=None, viz_count=0, report_count=None, log_keys=['path'], force_softmax=True)");
}
