using Thelper.Nn;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Nn;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Sessions;

[NoLeaks]
public class OptimizerOrderTests
{
    [Fact]
    public void States_follow_their_parameters_by_name()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = optim.Adam(model.parameters());
        model.call(rand(2, 3, 32, 32)).square().mean().backward();
        optimizer.step();

        // The file as the first sessions wrote it: projections after the rest of their block.
        string[] names = [.. model.named_parameters().Select(entry => entry.name)];
        string[] old = [.. names.GroupBy(name => string.Join('.', name.Split('.').Take(2))).SelectMany(block => block.OrderBy(name => name.Contains("downsample", StringComparison.Ordinal)))];
        old.ShouldNotBe(names);
        var weights = new PyDict(PyDictKind.OrderedDict);
        foreach (var name in old)
        {
            weights[name] = null;
        }

        var state = optimizer.state_dict();
        var (saved, values) = (new PyDict(), (PyDict)state["state"]!);
        for (var i = 0; i < old.Length; i++)
        {
            saved[(long)i] = values[(long)Array.IndexOf(names, old[i])];
        }

        state["state"] = saved;

        using var other = Model();
        using var resumed = optim.Adam(other.parameters());
        resumed.load_state_dict(OptimizerOrder.Of(other, resumed, weights, state));
        var expected = (PyDict)optimizer.state_dict()["state"]!;
        var actual = (PyDict)resumed.state_dict()["state"]!;
        for (var i = 0L; i < names.Length; i++)
        {
            aten.equal((Tensor)((PyDict)actual[i]!)["exp_avg"]!, (Tensor)((PyDict)expected[i]!)["exp_avg"]!).ShouldBeTrue(names[i]);
        }
    }

    [Fact]
    public void A_state_in_order_is_left_alone()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = optim.Adam(model.parameters());
        var weights = new PyDict(PyDictKind.OrderedDict);
        foreach (var (name, _) in model.named_parameters())
        {
            weights[name] = null;
        }

        var state = optimizer.state_dict();
        OptimizerOrder.Of(model, optimizer, weights, state).ShouldBeSameAs(state);
        OptimizerOrder.Of(model, optimizer, null, state).ShouldBeSameAs(state);
        OptimizerOrder.Of(model, optimizer, [], state).ShouldBeSameAs(state);
    }

    private static ResNet Model() => new(NnTasks.Classes(3), layers: new List<object?> { 1L, 1L, 1L, 1L }, flexibleInputRes: true);
}
