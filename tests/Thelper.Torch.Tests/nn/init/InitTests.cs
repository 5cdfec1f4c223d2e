using System.Text.Json;
using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Every initialiser against PyTorch, bit by bit where the values are drawn or set, else in value.</summary>
[NoLeaks]
public sealed class InitTests
{
    private static readonly JsonElement Golden = Reference.Load("nn.json");

    private static readonly JsonElement More = Reference.Load("init.json");

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Fills = new()
    {
        ["uniform"] = t => init.uniform_(t, -0.5, 2.0),
        ["normal"] = t => init.normal_(t, 1.0, 0.3),
        ["trunc_normal"] = t => init.trunc_normal_(t, 0.1, 0.7, -1.0, 0.5),
        ["constant"] = t => init.constant_(t, 0.3),
        ["ones"] = init.ones_,
        ["zeros"] = init.zeros_,
        ["eye"] = init.eye_,
        ["xavier_uniform"] = t => init.xavier_uniform_(t, 1.3),
        ["xavier_normal"] = t => init.xavier_normal_(t),
        ["kaiming_uniform"] = t => init.kaiming_uniform_(t, 0.2),
        ["kaiming_normal"] = t => init.kaiming_normal_(t, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU),
        ["orthogonal"] = t => init.orthogonal_(t, 1.1),
    };

    public static TheoryData<string> Names => [.. Golden.GetProperty("init").EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        var golden = Golden.GetProperty("init").GetProperty(name);
        using var scope = NewDisposeScope();
        manual_seed(1);
        var tensor = empty(Array.ConvertAll(name.Split('/')[1].Split('x'), long.Parse));
        Fills[name.Split('/')[0]](tensor).ShouldBeSameAs(tensor);
        tensor.ShouldMatch(golden.GetProperty("values"), name);
        tensor.ShouldHaveBits(golden.GetProperty("bits"), name);
    }

    public static TheoryData<string> MoreNames => [.. More.GetProperty("cases").EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(MoreNames))]
    public void Equals_PyTorch_with_defaults_and_options(string name)
    {
        var golden = More.GetProperty("cases").GetProperty(name);
        using var scope = NewDisposeScope();
        manual_seed(3);
        var tensor = empty(Array.ConvertAll(name.Split('/')[1].Split('x'), long.Parse));
        MoreFills(name.Split('/')[0])(tensor).ShouldBeSameAs(tensor);
        tensor.ShouldMatch(golden.GetProperty("values"), name);
        tensor.ShouldHaveBits(golden.GetProperty("bits"), name);
    }

    [Fact]
    public void Every_gain_equals_PyTorchs()
    {
        foreach (var entry in More.GetProperty("gains").EnumerateObject())
        {
            init.calculate_gain(Function(entry.Name)).ShouldBe(entry.Value.GetDouble(), 1e-8, entry.Name);
        }
    }

    [Fact]
    public void Empty_tensors_are_left_alone()
    {
        using var scope = NewDisposeScope();
        var empty = zeros(3, 0);
        init.kaiming_uniform_(empty).ShouldBeSameAs(empty);
        init.kaiming_normal_(empty).ShouldBeSameAs(empty);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var scope = NewDisposeScope();
        Should.Throw<ArgumentException>(() => init.dirac_(ones(2, 2))).Message.ShouldStartWith("dirac_ fills tensors of 3, 4 or 5 dimensions, not 2.");
        Should.Throw<ArgumentException>(() => init.dirac_(ones(3, 2, 2), 2)).Message.ShouldStartWith("dirac_: 3 outputs are no multiple of 2 groups.");
        Should.Throw<ArgumentException>(() => init.sparse_(ones(3), 0.5)).Message.ShouldStartWith("sparse_ fills a matrix, not a tensor with 1 dimensions.");
    }

    [Fact]
    public void Gains_equal_PyTorchs()
    {
        var gains = Golden.GetProperty("gains");
        init.calculate_gain(init.NonlinearityType.Linear).ShouldBe(gains.GetProperty("linear").GetDouble());
        init.calculate_gain(init.NonlinearityType.Conv2D).ShouldBe(gains.GetProperty("conv2d").GetDouble());
        init.calculate_gain(init.NonlinearityType.Sigmoid).ShouldBe(gains.GetProperty("sigmoid").GetDouble());
        init.calculate_gain(init.NonlinearityType.Tanh).ShouldBe(gains.GetProperty("tanh").GetDouble(), 1e-8);
        init.calculate_gain(init.NonlinearityType.ReLU).ShouldBe(gains.GetProperty("relu").GetDouble(), 1e-8);
        init.calculate_gain(init.NonlinearityType.LeakyReLU, 0.3).ShouldBe(gains.GetProperty("leaky_relu").GetDouble(), 1e-8);
        init.calculate_gain(init.NonlinearityType.SELU).ShouldBe(gains.GetProperty("selu").GetDouble());
    }

    [Fact]
    public void Parameters_are_filled_outside_of_autograd()
    {
        using var layer = Linear(3, 2);
        init.ones_(layer.weight);
        layer.weight.requires_grad.ShouldBeTrue();
        layer.weight.is_leaf.ShouldBeTrue();
    }

    private static Func<Tensor, Tensor> MoreFills(string name) => name.Split(':') switch
    {
        ["uniform"] => t => init.uniform_(t),
        ["normal"] => t => init.normal_(t),
        ["trunc_normal"] => t => init.trunc_normal_(t),
        ["trunc_normal_wide"] => t => init.trunc_normal_(t, std: 0.02, a: -3.0, b: 4.0),
        ["xavier_uniform"] => t => init.xavier_uniform_(t),
        ["xavier_normal"] => t => init.xavier_normal_(t, 0.7),
        ["orthogonal"] => t => init.orthogonal_(t),
        ["sparse"] => t => init.sparse_(t, 0.3),
        ["sparse_options"] => t => init.sparse_(t, 0.9, 2.0),
        ["dirac"] => t => init.dirac_(t),
        ["dirac_groups"] => t => init.dirac_(t, 2),
        ["kaiming_uniform", var mode, var function] => t => init.kaiming_uniform_(t, 0.1, Mode(mode), Function(function)),
        ["kaiming_normal", var mode, var function] => t => init.kaiming_normal_(t, 0.1, Mode(mode), Function(function)),
        _ => throw new InvalidOperationException($"no initialiser '{name}'"),
    };

    private static init.FanInOut Mode(string name) => name == "fan_in" ? init.FanInOut.FanIn : init.FanInOut.FanOut;

    private static init.NonlinearityType Function(string name) => Enum.Parse<init.NonlinearityType>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
