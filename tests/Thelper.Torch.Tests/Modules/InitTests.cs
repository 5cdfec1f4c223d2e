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

        // A QR decomposition depends on the LAPACK that is installed; everything else is drawn or set.
        if (!name.StartsWith("orthogonal", StringComparison.Ordinal))
        {
            Reference.Bits(tensor).ShouldBe(golden.GetProperty("bits").GetString());
        }
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
}
