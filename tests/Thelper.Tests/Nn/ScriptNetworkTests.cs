using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>A TorchScript archive in the place of a network: its task is what it was made for.</summary>
[NoLeaks]
public sealed class ScriptNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Another_task_of_the_same_kind_and_size_is_taken()
    {
        using var network = Opened();
        var task = new Classification(new[] { "x", "y", "z" }, "image", "label");
        network.SetTask(task);
        network.Task.ShouldBe(task);
    }

    // As many classes are not enough: pixels are not pictures.
    [Theory]
    [InlineData("segmentation")]
    [InlineData("detection")]
    [InlineData("more classes")]
    public void A_task_of_another_kind_or_size_is_refused(string kind)
    {
        string[] names = ["0", "1", "2"];
        Thelper.Tasks.Task task = kind switch
        {
            "segmentation" => new Segmentation(names, "image", "map"),
            "detection" => new Detection(new[] { "background", "1", "2" }, "image", "boxes", background: 0),
            _ => NnTasks.Classes(4),
        };
        using var network = Opened();
        var before = network.Task;
        Should.Throw<UserErrorException>(() => network.SetTask(task)).Message.ShouldContain("its last layer cannot be replaced");
        network.Task.ShouldBe(before);
    }

    [Fact]
    public void A_detectors_results_are_known_by_their_names_in_any_order()
    {
        using var scope = NewDisposeScope();
        using var identity = nn.Identity();
        using var traced = jit.trace(identity, [rand(1, 4)], given => new OrderedDictionary<string, object?> { ["scores"] = given[0].select(1, 0) * 1, ["labels"] = given[0].select(1, 0) * 2, ["boxes"] = given[0] * 3, ["more"] = given[0] * 4 });
        jit.save(traced, folder["d.pt"]);
        using var network = ScriptNetwork.Open(folder["d.pt"], new Detection(new[] { "background", "a" }, "image", "boxes", background: 0), new());
        var found = ((IExportedModel)network).Answers(ones(1, 4));
        found.Select(result => result.mean().item<float>()).ShouldBe([3, 2, 1]);
    }

    // A program computes something at any size; what it was exported for stands beside it.
    [Theory]
    [InlineData("""["batch", 3, 8, 8]""", 2, 8, true)]
    [InlineData("""["batch", 3, 8, 8]""", 2, 9, false)]
    [InlineData("""["batch", 3, "height", "width"]""", 2, 9, true)]
    [InlineData("""[1, 3, 8, 8]""", 2, 8, false)]
    [InlineData("""[3, 8, 8]""", 1, 8, false)]
    public void Another_size_than_it_was_exported_for_is_refused(string axes, int batch, int side, bool fits)
    {
        using var scope = NewDisposeScope();
        using var identity = nn.Identity();
        using var traced = jit.trace(identity, [rand(1, 3, 8, 8)], given => given[0] * 2);
        jit.save(traced, folder["d.pt"], new Dictionary<string, string> { ["input_axes"] = axes });
        using var network = ScriptNetwork.Open(folder["d.pt"], NnTasks.Classes(3), new());
        var input = ones(batch, 3, side, side);
        if (fits)
        {
            network.call(input).shape.ShouldBe(input.shape);
            ((IExportedModel)network).Answers(input)[0].shape.ShouldBe(input.shape);
        }
        else
        {
            var message = Should.Throw<UserErrorException>(() => network.call(input)).Message;
            message.ShouldContain($"does not take an input of shape [{batch}, 3, {side}, {side}]: it was exported for {axes.Replace("\"", "", StringComparison.Ordinal)}");
            Should.Throw<UserErrorException>(() => ((IExportedModel)network).Answers(input)).Message.ShouldBe(message);
        }
    }

    // As that of an ONNX file. In training a step is of one batch.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_fixed_batch_is_filled_up(int count)
    {
        using var scope = NewDisposeScope();
        using var network = OfThree(input => input.mean([2, 3]));
        var input = rand(count, 3, 8, 8);
        if (count != 3)
        {
            Should.Throw<UserErrorException>(() => network.call(input)).Message.ShouldEndWith($"[{count}, 3, 8, 8]: it was exported for [3, 3, 8, 8]");
        }

        network.eval();
        var found = network.call(input);
        found.shape.ShouldBe([count, 3]);
        (found - input.mean([2, 3])).abs().max().item<float>().ShouldBeLessThan(1e-6f);
        Should.Throw<UserErrorException>(() => network.call(rand(count, 3, 8, 9))).Message.ShouldEndWith($"[{count}, 3, 8, 9]: it was exported for [3, 3, 8, 8]");
    }

    // Answers are cut off only where there is one for each picture.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_filled_batch_has_an_answer_for_each_picture(int count)
    {
        using var scope = NewDisposeScope();
        using var network = OfThree(input => input.mean([3]).view(9, 8));
        network.eval();
        Should.Throw<UserErrorException>(() => network.call(rand(count, 3, 8, 8))).Message.ShouldContain("of the shape (9, 8) to 3 pictures");
    }

    [Fact]
    public void Axes_beyond_those_of_pictures_have_no_names()
    {
        using var scope = NewDisposeScope();
        using var identity = nn.Identity();
        using var traced = jit.trace(identity, [rand(1, 3, 8, 8)], given => given[0] * 2);
        jit.save(traced, folder["d.pt"], new Dictionary<string, string> { ["input_axes"] = """["a", "b", "c", "d", "e", 7]""" });
        using var network = ScriptNetwork.Open(folder["d.pt"], NnTasks.Classes(3), new());
        Should.Throw<UserErrorException>(() => network.call(ones(1, 3, 8, 8))).Message.ShouldEndWith("does not take an input of shape [1, 3, 8, 8]: it was exported for [batch, channels, height, width, any, 7]");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1.5]")]
    [InlineData("[")]
    public void Axes_that_are_none_are_refused(string axes) => Should.Throw<UserErrorException>(() => InputAxes.Parse(axes, "d.pt")).Message.ShouldStartWith("d.pt: its 'input_axes' is no list of sizes and names");

    // As libtorch says it, it would look like a fault of this program.
    [Fact]
    public void What_a_detectors_program_does_not_take_is_a_message()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(4, 4);
        using var traced = jit.trace(linear, [rand(1, 4)], given => linear.call(given[0]));
        jit.save(traced, folder["d.pt"]);
        using var network = ScriptNetwork.Open(folder["d.pt"], new Detection(new[] { "background", "a" }, "image", "boxes", background: 0), new());
        Should.Throw<UserErrorException>(() => ((IExportedModel)network).Answers(ones(1, 5))).Message.ShouldContain("does not take an input of shape [1, 5]");
    }

    // A program for batches of three.
    private ScriptNetwork OfThree(Func<Tensor, Tensor> compute)
    {
        using var identity = nn.Identity();
        using var traced = jit.trace(identity, [rand(3, 3, 8, 8)], given => compute(given[0]));
        jit.save(traced, folder["three.pt"], new Dictionary<string, string> { ["input_axes"] = "[3, 3, 8, 8]" });
        return ScriptNetwork.Open(folder["three.pt"], NnTasks.Classes(3), new());
    }

    private ScriptNetwork Opened()
    {
        using var scope = NewDisposeScope();
        using var identity = nn.Identity();
        using var traced = jit.trace(identity, [rand(1, 3)], given => given[0] * 1);
        jit.save(traced, folder["net.pt"]);
        return ScriptNetwork.Open(folder["net.pt"], NnTasks.Classes(3), new());
    }
}
