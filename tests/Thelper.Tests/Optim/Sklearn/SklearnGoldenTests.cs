using System.Text.Json;
using Thelper.Config;
using Thelper.Optim.Sklearn;

namespace Thelper.Tests.Optim.Sklearn;

/// <summary>The same numbers as scikit-learn, on random and on degenerate data.</summary>
public class SklearnGoldenTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Scores_of_labels()
    {
        var section = Reference.Root.At("labels");
        var count = 0;
        foreach (var entry in section.At("cases").EnumerateArray())
        {
            var set = section.At("sets").At(entry.At("set").GetString()!);
            var parameters = entry.Parameters(set.At("weights").Doubles());
            var metric = SklearnMetrics.Bind("sklearn.metrics." + entry.At("name").GetString(), parameters);
            Reference.ShouldAgree(metric.Eval(set.At("truth").Longs(), set.At("predicted").Longs()), entry.At("value").Number(), Tolerance, entry.ToString());
            count++;
        }

        count.ShouldBeGreaterThan(600);
    }

    [Fact]
    public void Scores_of_scores()
    {
        var section = Reference.Root.At("scores");
        foreach (var entry in section.At("cases").EnumerateArray())
        {
            var set = section.At("sets").At(entry.At("set").GetString()!);
            var metric = SklearnMetrics.Bind("sklearn.metrics." + entry.At("name").GetString(), entry.Parameters(set.At("weights").Doubles()));
            Reference.ShouldAgree(metric.Eval(set.At("truth").Flags(), set.At("scores").Doubles()), entry.At("value").Number(), Tolerance, entry.ToString());
        }
    }

    [Fact]
    public void Curves()
    {
        var section = Reference.Root.At("scores");
        foreach (var entry in section.At("curves").EnumerateArray())
        {
            var set = section.At("sets").At(entry.At("set").GetString()!);
            double[] weights = entry.At("weighted").GetBoolean() ? set.At("weights").Doubles() : [];
            var (falseRates, trueRates) = RocAnalysis.Curve(set.At("truth").Flags(), set.At("scores").Doubles(), weights, entry.At("drop").GetBoolean());
            CompareAll(falseRates, entry.At("fpr"), entry);
            CompareAll(trueRates, entry.At("tpr"), entry);
            Reference.ShouldAgree(RocAnalysis.Area(falseRates, trueRates), entry.At("auc").GetDouble(), Tolerance, entry.At("set").ToString());
        }
    }

    [Fact]
    public void Reports()
    {
        var section = Reference.Root.At("reports");
        string[] names = [.. section.At("names").EnumerateArray().Select(name => name.GetString()!)];
        foreach (var entry in section.At("cases").EnumerateArray())
        {
            var report = ClassificationReport.Create(
                entry.At("truth").Longs(), entry.At("predicted").Longs(), entry.At("weights").Doubles(), label => names[label]);
            report.ToText(entry.At("digits").GetInt32()).ShouldBe(entry.At("text").GetString());
            if (entry.At("weights").GetArrayLength() == 0)
            {
                ConfigWriter.ToJson(report.ToPlain()).ShouldBe(entry.At("json").GetString());
            }
        }
    }

    [Theory]
    [InlineData("sklearn.metrics.f1_scor", "did you mean 'sklearn.metrics.f1_score'?")]
    [InlineData("sklearn.metrics.roc_auc", "sklearn.metrics.roc_auc_score")]
    [InlineData("f1_score", "unknown metric 'f1_score'")]
    public void Unknown_names_are_refused_with_the_nearest(string name, string expected) =>
        Should.Throw<UserErrorException>(() => SklearnMetrics.Bind(name, null)).Message.ShouldContain(expected);

    [Theory]
    [InlineData("f1_score", "averag", "macro", "has no parameter 'averag' (did you mean 'average'?)")]
    [InlineData("f1_score", "average", "samples", "must be one of binary, micro, macro, weighted, not 'samples'")]
    [InlineData("f1_score", "pos_label", "cat", "must be a class index, not 'cat'")]
    [InlineData("fbeta_score", "beta", "x", "must be a number, not 'x'")]
    [InlineData("accuracy_score", "normalize", "yes", "must be true or false, not 'yes'")]
    public void Wrong_parameters_are_refused(string name, string parameter, object value, string expected) =>
        Should.Throw<UserErrorException>(() => SklearnMetrics.Bind("sklearn.metrics." + name, new Dictionary<string, object?> { [parameter] = value }))
            .Message.ShouldContain(expected);

    [Fact]
    public void Required_and_ranged_parameters()
    {
        Should.Throw<UserErrorException>(() => SklearnMetrics.Bind("sklearn.metrics.fbeta_score", null)).Message.ShouldContain("'beta'");
        Should.Throw<UserErrorException>(() => SklearnMetrics.Bind("sklearn.metrics.roc_auc_score", new Dictionary<string, object?> { ["max_fpr"] = 0.0 })).Message.ShouldContain("]0, 1]");
        Should.Throw<UserErrorException>(() => SklearnMetrics.Bind("sklearn.metrics.f1_score", new Dictionary<string, object?> { ["zero_division"] = 2L })).Message.ShouldContain("0, 1 or 'warn'");
        SklearnMetrics.Bind("sklearn.metrics.f1_score", new Dictionary<string, object?> { ["zero_division"] = "warn" }).Eval([0, 0], [0, 0]).ShouldBe(0);
    }

    [Fact]
    public void Several_classes_need_an_average_as_in_the_original() =>
        Should.Throw<UserErrorException>(() => SklearnMetrics.Bind("sklearn.metrics.f1_score", null).Eval([0, 1, 2], [0, 1, 2])).Message.ShouldContain("target_name");

    [Fact]
    public void Areas_of_one_kind_of_sample_do_not_exist()
    {
        RocAnalysis.AreaUnderRoc([true, true], [0.1, 0.2]).ShouldBe(double.NaN);
        RocAnalysis.AreaUnderRoc([], []).ShouldBe(double.NaN);
        RocAnalysis.AreaUnderRoc([true, false], [double.NaN, 0.2]).ShouldBe(double.NaN);
        RocAnalysis.Curve([true, true], [0.1, 0.2]).FalsePositiveRate.ShouldAllBe(rate => double.IsNaN(rate));
        RocAnalysis.AveragePrecision([false, false], [0.1, 0.2]).ShouldBe(0);
    }

    [Fact]
    public void A_few_thousand_samples_take_milliseconds()
    {
        var random = new System.Random(3);
        var truth = new bool[5000];
        var scores = new double[truth.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            truth[i] = random.Next(4) == 0;
            scores[i] = random.NextDouble() + (truth[i] ? 0.3 : 0);
        }

        RocAnalysis.AreaUnderRoc(truth, scores).ShouldBeInRange(0.7, 0.8);
        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            RocAnalysis.AreaUnderRoc(truth, scores);
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }

        fastest.ShouldBeLessThan(TimeSpan.FromMilliseconds(20));
    }

    private static void CompareAll(double[] actual, JsonElement expected, JsonElement entry)
    {
        var values = expected.Doubles();
        actual.Length.ShouldBe(values.Length, entry.At("set").GetString());
        for (var i = 0; i < values.Length; i++)
        {
            Reference.ShouldAgree(actual[i], values[i], Tolerance, $"{entry.At("set")} at {i}");
        }
    }
}
