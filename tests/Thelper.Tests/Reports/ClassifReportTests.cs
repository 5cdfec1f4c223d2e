using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using static Thelper.Tests.Metrics.Iterations;

namespace Thelper.Tests.Reports;

[NoLeaks]
public class ClassifReportTests
{
    private static readonly Classification Three = Classes("a", "b", "c");

    [Theory]
    [InlineData(null, "report.txt", "txt")]
    [InlineData("json", "report_json.json", "json")]
    public void Equals_the_original_on_digits(string? format, string file, string extension)
    {
        var consumer = new ClassifReport(format: format);
        FeedDigits(consumer);
        consumer.Report().ShouldBe(File.ReadAllText(Reference.PathOf($"digits/{file}")));
        consumer.ReportExtension()!.ShouldBe(extension);
    }

    [Fact]
    public void Lists_classes_that_occur_and_predictions_outside_of_the_task()
    {
        var consumer = new ClassifReport();
        consumer.Report().ShouldBeNull();
        Feed(consumer, Three, Choose(4, 0, 3), [0, 1]);
        var report = consumer.Report()!;
        report.ShouldContain("<unset>");
        report.ShouldContain("\n           b ");
        report.ShouldNotContain("\n           c ");
        consumer.Reset();
        consumer.Report().ShouldBeNull();
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Should.Throw<UserErrorException>(() => new ClassifReport(format: "jsn")).Message.ShouldContain("did you mean 'json'?");
        Should.Throw<UserErrorException>(() => new ClassifReport(digits: -1)).Message.ShouldContain("digits");
        var consumer = new ClassifReport(sampleWeight: [1]);
        Feed(consumer, Three, Choose(3, 0, 1), [0, 1]);
        Should.Throw<UserErrorException>(() => consumer.Report()).Message.ShouldContain("1 weights for 2 samples");
    }

    [Fact]
    public void A_format_without_a_report_of_its_own_keeps_its_extension()
    {
        var consumer = new ClassifReport(format: "yml");
        Feed(consumer, Three, Choose(4, 0, 3), [0, 1]);
        consumer.ReportExtension().ShouldBe("yml");
    }

    [Fact]
    public void Text_form() => new ClassifReport().ToString().ShouldBe("thelper.train.utils.ClassifReport(class_names=None, sample_weight=None, digits=4)");
}
