using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Whatever a class of the user's throws, wherever it is called: one message that begins with its file and line, the trace after it, exit code 1, and nothing is left behind.</summary>
[NoLeaks]
public class OwnCodeFailureTests
{
    private const string Code = """
        using Thelper.Data;
        using Thelper.Metrics;
        using Thelper.Metrics.Outputs;

        public sealed class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> fc = Linear(7, 10);

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor input) => fc.call(input.flatten(1));
        }

        public sealed class Loss : Module<Tensor, Tensor, Tensor>
        {
            public Loss() : base("loss") { }

            public override Tensor forward(Tensor prediction, Tensor target) => throw new ArgumentException("not like this");
        }

        public sealed class Report : IConsumer
        {
            public void CheckTask(Task task) { }

            public void Update(IterationData iteration) => throw new IndexOutOfRangeException("none");

            public void Reset() { }

            public IEnumerable<ConsumerOutput> Outputs() => [];
        }

        public sealed class Data(int count = 20) : ClassificationDataset(new[] { "a", "b" }, "image", "label")
        {
            public override int Count => count;

            public override bool HasLabels => true;

            public override object? LabelOf(int index) => index % 2 == 0 ? "a" : "b";

            protected override Sample Load(int index) => new() { ["image"] = File.ReadAllText("nowhere.txt"), ["label"] = LabelOf(index) };
        }

        public sealed class Unlabelled() : ClassificationDataset(new[] { "a", "b" }, "image", "label")
        {
            public override int Count => 8;

            protected override Sample Load(int index) => index == 3 ? throw new InvalidOperationException("not this one") : new Sample { ["image"] = zeros([3, 32, 32]), ["label"] = "a" };
        }
        """;

    [Theory]
    [InlineData("model={\"type\": \"Own.cs:Net\"}", 11, "TorchException: aten::linear", "(the model 'Own.cs:Net' fails on an input of shape (32, 1, 32, 32)")]
    [InlineData("trainer.optimization.loss={\"type\": \"Own.cs:Loss\"}", 18, "ArgumentException: not like this", "(Loss does not fit predictions of shape (32, 10)")]
    [InlineData("trainer.metrics.own={\"type\": \"Own.cs:Report\"}", 25, "IndexOutOfRangeException: ", "")]
    [InlineData("datasets.digits={\"type\": \"Own.cs:Data\"}", 40, "FileNotFoundException: ", "nowhere.txt")]
    [InlineData("datasets.digits={\"type\": \"Own.cs:Unlabelled\"}", 47, "InvalidOperationException: not this one (reading the class of sample 3 of the dataset 'digits' (sample 3 of ", "for the split failed)")]
    public void Names_file_and_line(string change, int line, string failure, string around)
    {
        using var work = new Workspace();
        File.WriteAllText(work["Own.cs"], Code);
        var (code, output, error) = Workspace.Run(["--silent", "new", "classif.json", "out", .. Workspace.Quick, "loaders.train_split={\"digits\": 0.8}", "loaders.valid_split={\"digits\": 0.2}", "loaders.test_split={}", "trainer.monitor=null", "trainer.optimization.scheduler=null", change]);
        var lines = error.Split('\n');
        lines[0].ShouldStartWith($"thelper: Own.cs({line}): {failure}");
        lines[0].ShouldContain(around);
        lines[1..].ShouldContain(text => text.StartsWith("   at ", StringComparison.Ordinal) && text.Contains($"Own.cs:line {line}", StringComparison.Ordinal));
        output.ShouldBeEmpty();
        code.ShouldBe(1);
        work.Files("out").ShouldBeEmpty();
    }
}
