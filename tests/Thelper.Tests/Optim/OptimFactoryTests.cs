using Thelper.Config;
using Thelper.Data;
using Thelper.Optim;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Optim;

[NoLeaks]
public class OptimFactoryTests
{
    private static readonly Classification Three = Iterations.Classes("a", "b", "c");

    [Fact]
    public void Makes_loss_optimizer_and_schedule()
    {
        using var model = nn.Linear(4, 3);
        model.parameters().First().requires_grad = false;
        var plan = Plan(
            """{"type": "torch.nn.CrossEntropyLoss", "params": {"reduction": "sum"}}""",
            """{"type": "torch.optim.SGD", "params": {"lr": 0.5}}""",
            """{"type": "torch.optim.lr_scheduler.StepLR", "parameters": {"step_size": 2, "gamma": 0.1}}""");
        var made = plan.Create(Three, model, CPU, null);
        made.Loss.ShouldBeOfType<CrossEntropyLoss>().Dispose();
        made.Optimizer!.parameters().ShouldHaveSingleItem().shape.ShouldBe([3]);
        OptimFactory.GetLearningRate(made.Optimizer!).ShouldBe(0.5);
        made.Scheduler.ShouldBeOfType<StepLR>();
        made.StepMetric.ShouldBeNull();
        made.Optimizer!.Dispose();
    }

    [Fact]
    public void All_sections_may_be_missing()
    {
        using var model = nn.Linear(4, 3);
        Plan(null, null, null).Create(Three, model, CPU, null).ShouldBe(new Optimization(null, null, null, null));
    }

    [Fact]
    public void A_schedule_that_follows_a_metric_names_it()
    {
        Plan(null, Sgd, """{"type": "torch.optim.lr_scheduler.ReduceLROnPlateau", "params": {"mode": "max"}, "step_metric": "accuracy"}""").StepMetric.ShouldBe("accuracy");
        Mistakes(null, Sgd, """{"type": "torch.optim.lr_scheduler.ReduceLROnPlateau"}""").ShouldContain("step_metric");
    }

    [Theory]
    [InlineData("""{"type": "torch.nn.CrossEntropyLos"}""", "did you mean 'torch.nn.CrossEntropyLoss'?")]
    [InlineData("""{"type": "torch.nn.CrossEntropyLoss", "params": {"wight": [1]}}""", "did you mean 'weight'?")]
    [InlineData("""{"type": "torch.optim.Adam"}""", "'torch.optim.Adam' is not a")]
    [InlineData("""{"type": "torch.nn.CrossEntropyLoss", "weight_distributon": "uniform"}""", "did you mean 'weight_distribution'?")]
    [InlineData("""{"type": "torch.nn.CrossEntropyLoss", "model_getter": "loss"}""", "either the key 'type' or the key 'model_getter'")]
    [InlineData("""{"params": {}}""", "either the key 'type' or the key 'model_getter'")]
    [InlineData("""{"type": "torch.nn.CrossEntropyLoss", "weight_classes": true}""", "'weight_classes' needs 'weight_distribution'")]
    [InlineData("""{"type": "torch.nn.MSELoss", "weight_distribution": "linear"}""", "has no parameter 'weight'")]
    public void Mistakes_in_a_loss_section(string section, string expected) => Mistakes(section, null, null).ShouldContain(expected);

    [Fact]
    public void All_mistakes_come_at_once()
    {
        var message = Mistakes("""{"type": "torch.nn.CrossEntropyLos"}""", """{"type": "torch.optim.Adm"}""", """{"type": "torch.optim.lr_scheduler.StepLR", "params": {"step": 1}}""");
        message.ShouldContain("torch.nn.CrossEntropyLoss");
        message.ShouldContain("torch.optim.Adam");
        message.ShouldContain("step_size");
        Mistakes(null, null, """{"type": "torch.optim.lr_scheduler.StepLR", "params": {"step_size": 1}}""").ShouldContain("needs an optimizer");
    }

    [Theory]
    [InlineData("""{"a": 2, "c": 0.5}""", "", new[] { 2.0, 1.0, 0.5 })]
    [InlineData("""{"a": 2, "c": 0.5}""", ", \"weight_max\": 1.5, \"weight_norm\": true", new[] { 0.5, 1.0 / 3, 0.5 / 3 })]
    [InlineData("\"uniform\"", "", new[] { 1.0 / 3, 1.0 / 3, 1.0 / 3 })]
    [InlineData("\"uniform\"", ", \"weight_norm\": false", new[] { 1.0, 1.0, 1.0 })]
    [InlineData("\"linear\"", "", new[] { 1.0, 2.0, 4.0 })]
    [InlineData("\"root2\"", "", new[] { 1.0, 1.4142135623730951, 2.0 })]
    [InlineData("\"linear\"", ", \"weight_max\": 3, \"weight_min\": 1.5", new[] { 1.5, 2.0, 3.0 })]
    public void Weights_of_classes(string distribution, string more, double[] expected)
    {
        // 4, 2 and 1 samples of the classes a, b and c.
        var data = new Labels("a", "b", "a", "c", "b", "a", "a");
        using var model = nn.Linear(4, 3);
        using var loss = OptimFactory.CreateLoss(Node($$"""{"type": "torch.nn.CrossEntropyLoss", "weight_distribution": {{distribution}}{{more}}}"""), new(), Three, model, CPU, data);
        using var scope = NewDisposeScope();
        var weights = loss.named_buffers().ShouldHaveSingleItem().buffer.DataSpan<float>().ToArray();
        weights.Select(weight => (double)weight).ShouldBe(expected, 1e-6);
    }

    [Fact]
    public void Weights_can_be_switched_off_and_keep_other_parameters()
    {
        using var model = nn.Linear(4, 3);
        using var off = OptimFactory.CreateLoss(Node("""{"type": "torch.nn.CrossEntropyLoss", "weight_classes": false, "weight_distribution": "linear"}"""), new(), Three, model, CPU, null);
        off.named_buffers().ShouldBeEmpty();
        using var sum = OptimFactory.CreateLoss(
            Node("""{"type": "torch.nn.CrossEntropyLoss", "params": {"reduction": "sum"}, "weight_distribution": {"a": 3}}"""), new(), Three, model, CPU, null);
        using var scope = NewDisposeScope();
        sum.call(zeros(2, 3), zeros([2], ScalarType.Int64)).ToDouble().ShouldBe(2 * 3 * Math.Log(3), 1e-5);
    }

    [Fact]
    public void Segmentation_weighs_by_pixels_and_ignores_its_label()
    {
        var task = new Segmentation(new[] { "a", "b", "c" }, "x", "y", dontcare: 255);
        using var model = nn.Linear(4, 3);
        using var loss = OptimFactory.CreateLoss(Node("""{"type": "torch.nn.CrossEntropyLoss", "weight_distribution": "linear", "weight_max": 50}"""), new(), task, model, CPU, new Maps(task));
        using var scope = NewDisposeScope();

        // 6, 3 and 0 pixels of the classes, 1 ignored, of 10 in two maps: the weights are 0.6 over their shares.
        loss.named_buffers().ShouldHaveSingleItem().buffer.DataSpan<float>().ToArray().ShouldBe([1f, 2, 50], 1e-5);
        loss.call(zeros(1, 3, 2, 1), tensor(new long[] { 255, 1 }).view(1, 2, 1)).ToDouble().ShouldBe(Math.Log(3), 1e-6);
        double Of(string more)
        {
            using var made = OptimFactory.CreateLoss(Node($$"""{"type": "torch.nn.CrossEntropyLoss"{{more}}}"""), new(), task, model, CPU, null);
            return made.call(tensor(new float[] { 0, 0, 0, 3, 0, 0 }).view(1, 3, 2, 1), tensor(new long[] { 1, 2 }).view(1, 2, 1)).ToDouble();
        }

        Of(", \"ignore_index_label_name\": \"c\"").ShouldNotBe(Of(""));
        Of(", \"ignore_index_label_name\": \"b\"").ShouldNotBe(Of(", \"ignore_index_label_name\": \"c\""));
        Should.Throw<UserErrorException>(() => Of(", \"ignore_index_label_name\": \"d\"")).Message.ShouldContain("there is no class 'd'");
        Of(", \"ignore_index_param_name\": \"other\", \"params\": {\"ignore_index\": 2}").ShouldBe(Of(", \"ignore_index_label_name\": \"c\""), 1e-6);
    }

    [Theory]
    [InlineData("""{"d": 1}""", "there is no class 'd'")]
    [InlineData("""{"a": "much"}""", "expected a number")]
    [InlineData("\"linar\"", "unknown weighting strategy 'linar'")]
    [InlineData("3", "expected a map from class names to weights")]
    public void Mistakes_in_weights(string distribution, string expected)
    {
        using var model = nn.Linear(4, 3);
        var section = Node($$"""{"type": "torch.nn.CrossEntropyLoss", "weight_distribution": {{distribution}}}""");
        Should.Throw<UserErrorException>(() => OptimFactory.CreateLoss(section, new(), Three, model, CPU, new Labels("a"))).Message.ShouldContain(expected);
    }

    [Fact]
    public void The_model_can_make_the_loss()
    {
        using var model = new WithLoss();
        using var loss = OptimFactory.CreateLoss(Node("""{"model_getter": "get_loss", "params": {"reduction": "sum"}}"""), new(), Three, model, CPU, null);
        loss.ShouldBeOfType<L1Loss>();
        model.Asked.ShouldBe("sum");
        Should.Throw<UserErrorException>(() => OptimFactory.CreateLoss(Node("""{"model_getter": "get_los"}"""), new(), Three, model, CPU, null)).Message.ShouldContain("no public method 'get_los'");
        Should.Throw<UserErrorException>(() => OptimFactory.CreateLoss(Node("""{"model_getter": "get_loss", "params": {"reducton": 1}}"""), new(), Three, model, CPU, null)).Message.ShouldContain("reducton");
    }

    // As a constructor does, where the method has parameters for it.
    [Fact]
    public void A_loss_of_the_model_gets_weights_and_the_ignored_label()
    {
        using var model = new WithWeights();
        var segmentation = new Segmentation(new[] { "a", "b", "c" }, "x", "y", dontcare: 255);
        OptimFactory.CreateLoss(Node("""{"model_getter": "get_loss", "weight_distribution": {"b": 3}, "params": {"ignore_index": 7}}"""), new(), segmentation, model, CPU, null).Dispose();
        model.Asked.ShouldBe("1 3 1; 255");
        OptimFactory.CreateLoss(Node("""{"model_getter": "get_loss", "weight_distribution": {"b": 3}, "weight_classes": false, "ignore_index_label_name": "b"}"""), new(), segmentation, model, CPU, null).Dispose();
        model.Asked.ShouldBe("; 1");
        OptimFactory.CreateLoss(Node("""{"model_getter": "get_loss", "weight_distribution": "linear"}"""), new(), Three, model, CPU, new Labels("a", "b", "c")).Dispose();
        model.Asked.ShouldBe("1 1 1; -100");
        Error("""{"model_getter": "get_loss", "weight_distribution": {"b": 3}, "weight_param_name": "wieght"}""")
            .ShouldEndWith("weight_distribution: the model's method 'get_loss' has no parameter 'wieght' that could take the weights of classes (did you mean 'weight'?)");
        Error("""{"model_getter": "get_loss", "weight_distribution": {"d": 3}}""").ShouldContain("there is no class 'd'");

        string Error(string section) => Should.Throw<UserErrorException>(() => OptimFactory.CreateLoss(Node(section), new(), Three, model, CPU, null)).Message;
    }

    private const string Sgd = """{"type": "torch.optim.SGD", "params": {"lr": 0.5}}""";

    internal static ConfigNode Node(string json) => ConfigLoader.Parse(json, "test.json");

    private static ConfigNode? Optional(string? json) => json is null ? null : Node(json);

    private static OptimizationPlan Plan(string? loss, string? optimizer, string? scheduler)
    {
        var errors = new ConfigErrors();
        var plan = OptimizationPlan.Bind(Optional(loss), Optional(optimizer), Optional(scheduler), new(), errors);
        errors.ThrowIfAny();
        return plan;
    }

    private static string Mistakes(string? loss, string? optimizer, string? scheduler) => Should.Throw<UserErrorException>(() => Plan(loss, optimizer, scheduler)).Message;

    private sealed class Labels(params string[] labels) : Dataset
    {
        public override Thelper.Tasks.Task Task => Three;

        public override int Count => labels.Length;

        public override bool HasLabels => true;

        public override object? LabelOf(int index) => labels[index];

        protected override Sample Load(int index) => throw new InvalidOperationException("Weights need no samples.");
    }

    private sealed class Maps(Segmentation task) : Dataset
    {
        public override Thelper.Tasks.Task Task => task;

        public override int Count => 2;

        protected override Sample Load(int index) => new() { ["y"] = index == 0 ? tensor(new byte[] { 0, 0, 0, 1, 1 }) : tensor(new byte[] { 0, 0, 0, 1, 255 }) };
    }

    public sealed class WithWeights() : nn.Module("with weights")
    {
        public string? Asked { get; private set; }

        public L1Loss GetLoss(IReadOnlyList<double>? weight = null, long ignoreIndex = -100)
        {
            Asked = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Join(' ', (weight ?? []).Select(value => Math.Round(value, 6)))}; {ignoreIndex}");
            return new L1Loss();
        }
    }

    public sealed class WithLoss() : nn.Module("with loss")
    {
        public string? Asked { get; private set; }

        public L1Loss GetLoss(string reduction = "mean")
        {
            Asked = reduction;
            return new L1Loss();
        }
    }
}
