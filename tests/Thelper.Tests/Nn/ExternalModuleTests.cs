using Thelper.Config;
using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class ExternalModuleTests
{
    private static readonly Dictionary<string, object?> NoArguments = [];

    [Fact]
    public void A_linear_classifier_is_reconnected()
    {
        using var scope = NewDisposeScope();
        using var model = new ExternalClassifModule(new WithClassifier(), NnTasks.Classes(5), "my.Net", NoArguments);
        model.call(ones(2, 3)).shape.ShouldBe([2L, 5L]);
        model.state_dict().Keys.ShouldBe(["classifier.weight", "classifier.bias"]);
    }

    [Fact]
    public void A_head_of_the_right_size_keeps_its_weights()
    {
        using var inner = new WithClassifier();
        var weight = inner.state_dict()["classifier.weight"];
        using var model = new ExternalClassifModule(inner, NnTasks.Classes(2), "my.Net", NoArguments);
        model.state_dict()["classifier.weight"].ShouldBeSameAs(weight);
    }

    [Fact]
    public void A_SqueezeNet_gets_its_published_head()
    {
        using var scope = NewDisposeScope();
        using var model = new ExternalClassifModule(new SqueezeNet(), NnTasks.Classes(5), "my.SqueezeNet", NoArguments);
        model.call(ones(1, 512, 13, 13)).shape.ShouldBe([1L, 5L, 1L, 1L]);
        model.state_dict()["classifier.1.weight"].shape.ShouldBe([5L, 512L, 1L, 1L]);
    }

    [Fact]
    public void Other_tasks_leave_a_network_as_it_is()
    {
        using var model = new ExternalModule(new WithClassifier(), NnTasks.Pixels(7), "my.Net", NoArguments);
        model.state_dict()["classifier.weight"].shape.ShouldBe([2L, 3L]);
        Should.Throw<UserErrorException>(() => new ExternalClassifModule(model.Model, NnTasks.Pixels(7), "my.Net", NoArguments));
    }

    [Fact]
    public void A_model_that_cannot_change_its_head_says_so()
    {
        using var model = new Fixed(NnTasks.Classes(2));
        model.SetTask(NnTasks.Classes(2));
        Should.Throw<UserErrorException>(() => model.SetTask(NnTasks.Classes(3))).Message.ShouldContain("override SetTask");
    }

    [Fact]
    public void A_class_of_the_user_comes_from_a_source_file()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(Path.GetTempPath(), $"net-{Guid.NewGuid():N}.cs");
        File.WriteAllText(
            path,
            """
            using Thelper.Torch;
            using Thelper.Torch.Modules;
            using static Thelper.Torch.torch;

            public sealed class Net : nn.Module<Tensor, Tensor>
            {
                private readonly Linear fc;

                public Net(int width = 3)
                    : base(nameof(Net))
                {
                    fc = nn.Linear(width, 2);
                    RegisterComponents();
                }

                public override Tensor forward(Tensor input) => fc.call(input);
            }
            """);
        try
        {
            var type = $"{path}:Net";
            var section = ConfigLoader.Parse($$$"""{"type": "{{{type}}}", "params": {"width": 4}}""", "test.json");
            using var model = ModelFactory.Create(section, NnTasks.Classes(6), new());
            model.TypeName.ShouldBe(type);
            PythonRepr.Of(model.Config).ShouldBe("{'width': 4}");
            model.call(ones(2, 4)).shape.ShouldBe([2L, 6L]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class WithClassifier : nn.Module<Tensor, Tensor>
    {
        private readonly Linear classifier = nn.Linear(3, 2);

        public WithClassifier() => RegisterComponents();

        public override Tensor forward(Tensor input) => classifier.call(input);
    }

    private sealed class SqueezeNet : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential classifier = nn.Sequential(nn.Dropout(0.5), nn.Conv2d(512, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1));

        public SqueezeNet() => RegisterComponents();

        public override Tensor forward(Tensor input) => classifier.call(input);
    }

    private sealed class Fixed(Thelper.Tasks.Task task) : Module(task)
    {
        public override Tensor forward(Tensor input) => input.alias();
    }
}
