using System.Text.Json;
using Thelper.Config;
using Thelper.Metrics.Sklearn;
using Thelper.Testing;

namespace Thelper.Tests.Metrics.Sklearn;

/// <summary>The same numbers as scikit-learn, on random and on degenerate data.</summary>
public class SklearnGoldenTests
{
    private const double Tolerance = 1e-12;
    private static readonly Lazy<JsonElement> Sets = new(() => Reference.Read("sklearn.json"));

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

    [Theory]
    [InlineData("sets", 500)]
    [InlineData("scores", 80)]
    [InlineData("score_sets", 90)]
    [InlineData("score", 20)]
    [InlineData("values", 400)]
    public void Sets_tables_and_numbers(string kind, int least)
    {
        var section = Sets.Value.At(kind);
        var count = 0;
        foreach (var entry in section.At("cases").EnumerateArray())
        {
            var set = section.At("data").At(entry.At("set").GetString()!);
            var metric = SklearnMetrics.Bind("sklearn.metrics." + entry.At("name").GetString(), entry.Parameters(set.At("weights").Doubles()));
            var columns = set.At("columns").GetInt32();
            SklearnBatch batch = kind switch
            {
                "sets" => new() { Input = SklearnInput.LabelSets, Columns = columns, Members = set.At("truth").Flags(), PredictedMembers = set.At("predicted").Flags() },
                "scores" => new() { Input = SklearnInput.Scores, Columns = columns, Labels = set.At("truth").Longs(), Scores = set.At("scores").Doubles() },
                "score_sets" => new() { Input = SklearnInput.ScoreSets, Columns = columns, Members = set.At("truth").Flags(), Scores = set.At("scores").Doubles() },
                "score" => new() { Input = SklearnInput.Score, Members = set.At("truth").Flags(), Scores = set.At("scores").Doubles() },
                _ => new() { Input = SklearnInput.Values, Columns = columns, Values = set.At("truth").Doubles(), Scores = set.At("predicted").Doubles() },
            };
            metric.Check(batch.Input, columns);
            Reference.ShouldAgree(metric.Eval(batch), entry.At("value").Number(), Tolerance, entry.ToString());
            count++;
        }

        count.ShouldBeGreaterThan(least);
    }

    [Theory]
    [InlineData("f1_score", SklearnInput.Labels, 3, null, null, "needs two classes, and the task has 3: set a target_name")]
    [InlineData("f1_score", SklearnInput.Labels, 3, "average", "samples", "samples have one label each")]
    [InlineData("f1_score", SklearnInput.LabelSets, 3, null, null, "'micro', 'macro', 'weighted' or 'samples'")]
    [InlineData("f1_score", SklearnInput.Score, 2, null, null, "use the metric type classif_best")]
    [InlineData("f1_score", SklearnInput.Values, 0, null, null, "is no metric of regression")]
    [InlineData("r2_score", SklearnInput.Score, 2, null, null, "use the metric type regression")]
    [InlineData("matthews_corrcoef", SklearnInput.LabelSets, 3, null, null, "set a target_name")]
    [InlineData("log_loss", SklearnInput.Labels, 3, null, null, "use the metric type classif_score")]
    [InlineData("roc_auc_score", SklearnInput.Scores, 3, null, null, "set a target_name, or set metric_params: multi_class to 'ovr' or 'ovo'")]
    [InlineData("roc_auc_score", SklearnInput.Scores, 2, "multi_class", "ovr", "of two classes rates one of them")]
    [InlineData("average_precision_score", SklearnInput.Scores, 3, null, null, "needs the name of a class")]
    [InlineData("coverage_error", SklearnInput.Scores, 3, null, null, "samples have several labels")]
    [InlineData("coverage_error", SklearnInput.Score, 2, null, null, "leave target_name out")]
    [InlineData("brier_score_loss", SklearnInput.ScoreSets, 3, null, null, "set a target_name")]
    internal void What_would_fail_is_refused_before(string name, SklearnInput input, int classes, string? parameter, string? value, string expected)
    {
        Dictionary<string, object?> parameters = parameter is null ? [] : new() { [parameter] = value };
        var metric = SklearnMetrics.Bind("sklearn.metrics." + name, parameters);
        Should.Throw<UserErrorException>(() => metric.Check(input, classes)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Combinations_of_parameters_are_checked()
    {
        Refused(new() { ["multi_class"] = "ovo", ["average"] = "micro" }, "macro or weighted");
        Refused(new() { ["multi_class"] = "ovr", ["average"] = "samples" }, "micro, macro or weighted");
        Refused(new() { ["multi_class"] = "ovr", ["max_fpr"] = 0.5 }, "max_fpr");
        Refused(new() { ["multi_class"] = "ovo", ["sample_weight"] = new List<object?> { 1L } }, "takes no sample_weight");
        Refused(new() { ["multi_class"] = "ovo", ["labels"] = new List<object?> { 0L, 1L } }, "all 3 class indices");

        static void Refused(Dictionary<string, object?> parameters, string expected) => Should.Throw<UserErrorException>(
            () => SklearnMetrics.Bind("sklearn.metrics.roc_auc_score", parameters).Check(SklearnInput.Scores, 3)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Values_out_of_range_are_named()
    {
        Refused("mean_squared_log_error", [-1], [1], "0 and more");
        Refused("mean_poisson_deviance", [1], [0], "predictions above 0");
        Refused("mean_gamma_deviance", [0], [1], "true numbers above 0");
        Refused("max_error", [1, 2], [1, 2], "one number per sample", 2);

        static void Refused(string name, double[] truth, double[] predicted, string expected, int columns = 1) => Should.Throw<UserErrorException>(
            () => SklearnMetrics.Bind("sklearn.metrics." + name, null).Eval(new SklearnBatch { Input = SklearnInput.Values, Columns = columns, Values = truth, Scores = predicted }))
            .Message.ShouldContain(expected);
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
    [InlineData("f1_score", "average", "sample", "must be one of binary, micro, macro, weighted, samples, not 'sample'")]
    [InlineData("roc_auc_score", "multi_class", "ovx", "must be one of raise, ovr, ovo, not 'ovx'")]
    [InlineData("log_loss", "eps", "small", "must be one of auto, not 'small'")]
    [InlineData("top_k_accuracy_score", "k", 0L, "must be a whole number, 1 or more, not 0")]
    [InlineData("r2_score", "multioutput", "raw_values", "must be one of uniform_average, variance_weighted, not 'raw_values'")]
    [InlineData("mean_absolute_error", "multioutput", "variance_weighted", "must be one of uniform_average")]
    [InlineData("mean_absolute_error", "squared", true, "has no parameter 'squared'")]
    [InlineData("mean_tweedie_deviance", "power", 0.5, "must be 0 or less, or 1 or more, not 0.5")]
    [InlineData("mean_pinball_loss", "alpha", 1.5, "must be a number in [0, 1], not 1.5")]
    [InlineData("max_error", "sample_weight", 1.5, "has no parameter 'sample_weight'")]
    [InlineData("coverage_error", "labels", 1L, "has no parameter 'labels'")]
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
    public void The_work_grows_little_more_than_the_samples()
    {
        // Every pair of two million, a positive and a negative sample, would take an hour; sorting takes a second.
        var random = new System.Random(3);
        var truth = new bool[2_000_000];
        var scores = new double[truth.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            truth[i] = random.Next(4) == 0;
            scores[i] = random.NextDouble() + (truth[i] ? 0.3 : 0);
        }

        Endless.Forbid(() => RocAnalysis.AreaUnderRoc(truth, scores).ShouldBeInRange(0.7, 0.8));
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
