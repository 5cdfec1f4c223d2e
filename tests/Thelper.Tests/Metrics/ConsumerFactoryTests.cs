using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Optim;
using static Thelper.Tests.Metrics.Iterations;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class ConsumerFactoryTests
{
    [Fact]
    public void Reads_all_consumers_under_all_their_names_and_prints_them_as_the_original()
    {
        var consumers = Create("""
            {"accuracy": {"type": "thelper.optim.Accuracy", "params": {"top_k": 2}},
             "accuracy2": {"type": "thelper.optim.metrics.BinaryAccuracy"},
             "confmat": {"type": "thelper.train.ConfusionMatrix"},
             "report": {"type": "thelper.optim.metrics.ClassifReport", "parameters": {"format": "json"}},
             "log": {"type": "thelper.train.utils.ClassifLogger", "params": {"top_k": 3, "log_keys": ["path"]}},
             "auc": {"type": "thelper.optim.metrics.ROCCurve", "params": {"target_name": "a"}},
             "psnr": {"type": "thelper.optim.PSNR", "params": {"data_range": "255"}},
             "mae": {"type": "thelper.optim.MeanAbsoluteError"},
             "mse": {"type": "thelper.optim.metrics.MeanSquaredError", "params": {"reduction": "sum"}},
             "f1": {"type": "thelper.optim.ExternalMetric", "params": {"metric_name": "sklearn.metrics.f1_score", "metric_type": "classif_best",
                    "metric_goal": "max", "target_name": "a", "metric_params": {"zero_division": 1}}}}
            """);
        consumers.Select(consumer => consumer.Name).ShouldBe(["accuracy", "accuracy2", "confmat", "report", "log", "auc", "psnr", "mae", "mse", "f1"]);
        string[] texts = [.. consumers.Select(consumer => ConsumerFactory.Make(consumer.Name, consumer.Type, null, null).ToString()!)];
        texts[0].ShouldBe("thelper.optim.metrics.Accuracy(top_k=2, max_win_size=None)");
        texts[3].ShouldBe("thelper.train.utils.ClassifReport(class_names=None, sample_weight=None, digits=4)");
        texts[6].ShouldBe("thelper.optim.metrics.PSNR(data_range=255.0, max_win_size=None)");
        texts[9].ShouldContain("metric_params={'zero_division': 1}, target_name='a'");
        consumers.Where(consumer => ConsumerFactory.CanMonitor(consumer.Type)).Select(consumer => consumer.Name).ShouldBe(["accuracy", "accuracy2", "auc", "psnr", "mae", "mse", "f1"]);
    }

    [Fact]
    public void Consumers_of_two_sets_share_nothing()
    {
        var (name, type) = Create("""{"accuracy": {"type": "thelper.optim.Accuracy"}}""").ShouldHaveSingleItem();
        var task = Classes("a", "b");
        var train = (Metric)ConsumerFactory.Make(name, type, task, null);
        var valid = (Metric)ConsumerFactory.Make(name, type, task, null);
        Feed(train, task, Choose(2, 0), [0]);
        train.Eval().ShouldBe(100);
        valid.Eval().ShouldBe(0);
    }

    [Fact]
    public void No_section_is_no_consumers()
    {
        var errors = new ConfigErrors();
        ConsumerFactory.Create(null, new(), errors).ShouldBeEmpty();
        ConsumerFactory.Create(OptimFactoryTests.Node("{}"), new(), errors).ShouldBeEmpty();
        errors.Count.ShouldBe(0);
    }

    [Fact]
    public void All_mistakes_come_at_once_with_their_places()
    {
        var errors = new ConfigErrors();
        var consumers = ConsumerFactory.Create(
            OptimFactoryTests.Node("""
                {"a": {"type": "thelper.optim.Acuracy"},
                 "b": {"type": "thelper.optim.Accuracy", "params": {"topk": 5}},
                 "c": {"type": "thelper.optim.Accuracy", "params": {"top_k": 0}},
                 "d": {"type": "torch.optim.Adam"},
                 "e": "thelper.optim.Accuracy",
                 "f": {"params": {}},
                 "g": {"type": "thelper.train.ConfusionMatrix", "params": {"format": "json"}},
                 "h": {"type": "thelper.optim.Accuracy"}}
                """),
            new(),
            errors);
        consumers.ShouldHaveSingleItem().Name.ShouldBe("h");
        string[] expected =
        [
            "test.json:1: a.type: unknown type 'thelper.optim.Acuracy' (did you mean 'thelper.optim.Accuracy'?)",
            "(did you mean 'top_k'?)",
            "c.params.top_k: must be at least 1, got 0",
            "'torch.optim.Adam' is not a",
            "test.json:5: e: expected a map with 'type' and 'params'",
            "the key 'type' is missing",
            "unknown parameter of 'thelper.train.utils.ConfusionMatrix'",
        ];
        errors.Messages.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            errors.Messages[i].ShouldContain(expected[i]);
        }
    }

    [Fact]
    public void A_class_that_does_not_exist_is_found_before_training()
    {
        var (name, type) = Create("""{"auc": {"type": "thelper.optim.ROCCurve", "params": {"target_name": "cta"}}}""").ShouldHaveSingleItem();
        var message = Should.Throw<UserErrorException>(() => ConsumerFactory.Make(name, type, Classes("cat", "dog"), null)).Message;
        message.ShouldContain("test.json:1");
        message.ShouldContain("there is no class 'cta' (did you mean 'cat'?)");
    }

    [Fact]
    public void A_metric_warns_once()
    {
        var log = new Warnings();
        var (name, type) = Create("""{"accuracy": {"type": "thelper.optim.Accuracy"}}""").ShouldHaveSingleItem();
        var metric = (Metric)ConsumerFactory.Make(name, type, null, log);
        metric.Eval();
        metric.Eval();
        log.Texts.ShouldHaveSingleItem().ShouldContain("no predictions");
    }

    private static IReadOnlyList<(string Name, BoundType Type)> Create(string json)
    {
        var errors = new ConfigErrors();
        var consumers = ConsumerFactory.Create(OptimFactoryTests.Node(json), new(), errors);
        errors.ThrowIfAny();
        return consumers;
    }

    private sealed class Warnings : ILogger
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            logLevel.ShouldBe(LogLevel.Warning);
            Texts.Add(formatter(state, exception));
        }
    }

    [Theory]
    [InlineData("thelper.optim.IntersectionOverUnion", "", "classification", "metric 'm': thelper.optim.metrics.IntersectionOverUnion is for segmentation, but the task is classification")]
    [InlineData("thelper.optim.Accuracy", "", "regression", "is for classification and segmentation, but the task is regression; for that there are thelper.optim.metrics.ExternalMetric, thelper.optim.metrics.MeanAbsoluteError")]
    [InlineData("thelper.optim.MeanAbsoluteError", "", "detection", "is for regression, but the task is detection; for that there are thelper.optim.metrics.AveragePrecision, thelper.optim.metrics.CocoAveragePrecision")]
    [InlineData("thelper.train.ClassifReport", "", "segmentation", "is for classification, but the task is segmentation")]
    [InlineData("thelper.optim.IntersectionOverUnion", "\"target_names\": [\"a\", \"bb\"]", "segmentation", "target_names: there is no class 'bb'")]
    [InlineData("thelper.optim.AveragePrecision", "\"target_class\": \"c\"", "detection", "target_class: there is no class 'c'")]
    [InlineData("thelper.optim.Accuracy", "\"top_k\": 3", "segmentation", "top_k is 3, but the task has 2 classes")]
    public void Metrics_that_do_not_fit_the_task_are_refused(string type, string parameters, string kind, string expected)
    {
        var (name, bound) = Create($$"""{"m": {"type": "{{type}}", "params": { {{parameters}} } } }""").ShouldHaveSingleItem();
        var names = new List<object?> { "a", "b" };
        Thelper.Tasks.Task task = kind switch
        {
            "classification" => Classes("a", "b"),
            "segmentation" => new Thelper.Tasks.Segmentation(names, "x", "y"),
            "detection" => new Thelper.Tasks.Detection(names, "x", "y"),
            _ => new Thelper.Tasks.Regression("x", "y"),
        };
        Should.Throw<UserErrorException>(() => ConsumerFactory.Make(name, bound, task, null)).Message.ShouldContain(expected);
    }
}
