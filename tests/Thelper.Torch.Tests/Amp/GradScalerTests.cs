using Thelper.Testing;
using Thelper.Torch.Amp;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Amp;

[NoLeaks]
public sealed class GradScalerTests
{
    [Fact]
    public void A_scaled_step_equals_a_plain_one()
    {
        using var scope = NewDisposeScope();
        using var plain = nn.Linear(3, 2);
        using var scaled = nn.Linear(3, 2);
        scaled.load_state_dict(plain.state_dict());
        using var first = optim.SGD(plain.parameters(), 0.1);
        using var second = optim.SGD(scaled.parameters(), 0.1);
        using var scaler = new GradScaler(CPU, init_scale: 1024, growth_interval: 2);
        var x = randn(5, 3);
        for (var k = 0; k < 3; k++)
        {
            first.zero_grad();
            plain.forward(x).pow(2).sum().backward();
            first.step();
            second.zero_grad();
            scaler.scale(scaled.forward(x).pow(2).sum()).backward();
            if (k == 1)
            {
                scaler.unscale_(second);
            }

            scaler.step(second);
            scaler.update();
        }

        scaled.weight!.data<float>().ToArray().ShouldBe(plain.weight!.data<float>().ToArray());
        scaler.get_scale().ShouldBe(2048f);
    }

    [Fact]
    public void An_overflow_leaves_the_step_out_and_shrinks_the_factor()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(2, 1);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        using var scaler = new GradScaler(CPU, init_scale: 8);
        var before = model.weight!.data<float>().ToArray();
        scaler.scale(model.forward(tensor([float.PositiveInfinity, 1f], [1L, 2])).sum()).backward();
        scaler.step(optimizer).ShouldBeNull();
        scaler.update();
        model.weight!.data<float>().ToArray().ShouldBe(before);
        scaler.get_scale().ShouldBe(4f);
        scaler.update(100f);
        scaler.get_scale().ShouldBe(100f);
    }

    [Fact]
    public void The_order_of_calls_is_checked()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(2, 1);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        using var scaler = new GradScaler(CPU);
        Should.Throw<UserErrorException>(() => scaler.step(optimizer)).Message.ShouldContain("nothing was scaled");
        scaler.scale(model.forward(ones(1, 2)).sum()).backward();
        Should.Throw<UserErrorException>(() => scaler.update()).Message.ShouldContain("no optimizer stepped");
        scaler.unscale_(optimizer);
        Should.Throw<UserErrorException>(() => scaler.unscale_(optimizer)).Message.ShouldContain("twice");
        scaler.step(optimizer);
        Should.Throw<UserErrorException>(() => scaler.step(optimizer)).Message.ShouldContain("twice");
        Should.Throw<UserErrorException>(() => new GradScaler(CPU, growth_factor: 1));
    }

    [Fact]
    public void The_state_has_PyTorchs_form()
    {
        using var scope = NewDisposeScope();
        using var scaler = new GradScaler(CPU, init_scale: 16, growth_interval: 7);
        var state = scaler.state_dict();
        state.Keys.ShouldBe(["scale", "growth_factor", "backoff_factor", "growth_interval", "_growth_tracker"]);
        state["scale"].ShouldBe(16.0);
        state["growth_interval"].ShouldBe(7L);
        using var other = new GradScaler(CPU);
        other.load_state_dict(state);
        other.get_scale().ShouldBe(16f);
        other.get_growth_interval().ShouldBe(7);
        Should.Throw<UserErrorException>(() => other.load_state_dict(new PyDict())).Message.ShouldContain("not enabled");
        foreach (var value in new object?[] { "x", "16", null, true, double.NaN, double.PositiveInfinity })
        {
            state["scale"] = value;
            Should.Throw<UserErrorException>(() => other.load_state_dict(state)).Message.ShouldContain("has no number 'scale'");
        }

        other.get_scale().ShouldBe(16f);
    }

    [Fact]
    public void Without_a_device_it_passes_through()
    {
        if (cuda.is_available())
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var scaler = cuda.amp.GradScaler();
        var loss = ones(1);
        scaler.is_enabled().ShouldBeFalse();
        scaler.scale(loss).ShouldBeSameAs(loss);
        scaler.get_scale().ShouldBe(1f);
        scaler.state_dict().Count.ShouldBe(0);
    }
}
