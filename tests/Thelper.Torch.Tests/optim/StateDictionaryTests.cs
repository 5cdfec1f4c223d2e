using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Optim;

/// <summary>The state of an optimizer as TorchSharp's users read it: options by group, what is known by parameter, files.</summary>
[NoLeaks]
public sealed class StateDictionaryTests : IDisposable
{
    private readonly Parameter[] parameters = Golden.Parameters();

    public void Dispose()
    {
        foreach (var parameter in parameters)
        {
            parameter.grad = null;
            parameter.Dispose();
        }
    }

    [Fact]
    public void Options_and_states_are_those_of_the_steps()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.Adam([new Adam.ParamGroup(parameters[..1], lr: 0.5, beta1: 0.8, weight_decay: 0.125), new Adam.ParamGroup { Parameters = parameters[1..], Options = new() { amsgrad = true } }], lr: 0.25);
        var fresh = optimizer.state_dict();
        fresh.State.Count.ShouldBe(parameters.Length);
        ((Adam.State)fresh.State[0]).exp_avg.ShouldBeNull();
        ((Adam.State)fresh.State[0]).step.ShouldBe(0);

        Step(optimizer, 2);
        var state = optimizer.state_dict();
        var first = (Adam.Options)state.Options[0];
        (first.LearningRate, first.InitialLearningRate, first.beta1, first.beta2, first.eps, first.weight_decay, first.amsgrad, first.maximize)
            .ShouldBe((0.5, 0.5, 0.8, 0.999, 1e-8, 0.125, false, false));
        var second = (Adam.Options)state.Options[1];
        (second.LearningRate, second.beta1, second.amsgrad).ShouldBe((0.25, 0.9, true));

        var one = (Adam.State)state.State[0];
        one.step.ShouldBe(2);
        one.exp_avg.ShouldBeSameAs(((PyDict)((PyDict)state["state"]!)[0L]!)["exp_avg"]);
        one.max_exp_avg_sq.ShouldBeNull();
        ((Adam.State)state.State[1]).max_exp_avg_sq.ShouldNotBeNull();
        one.ApproximatelyEquals(state.State[0]).ShouldBeTrue();
        one.ApproximatelyEquals(state.State[1]).ShouldBeFalse();
        one.ApproximatelyEquals(fresh.State[0]).ShouldBeTrue("a view shows later steps");
        ((Adam.State)fresh.State[0]).step.ShouldBe(2);
        one.ApproximatelyEquals(null).ShouldBeFalse();
    }

    [Fact]
    public void Every_optimizer_has_its_own_classes()
    {
        using var scope = NewDisposeScope();
        optim.Optimizer[] all =
        [
            optim.SGD(parameters, 0.1, momentum: 0.9), optim.Adam(parameters), optim.AdamW(parameters), optim.Adamax(parameters), optim.Adagrad(parameters), optim.Adadelta(parameters),
            optim.NAdam(parameters), optim.RAdam(parameters), optim.RMSProp(parameters, momentum: 0.5, centered: true), optim.Rprop(parameters), optim.ASGD(parameters),
        ];
        foreach (var optimizer in all)
        {
            using (optimizer)
            {
                Step(optimizer, 1);
                var state = optimizer.state_dict();
                var nested = optimizer.GetType();
                state.Options[0].ShouldBeOfType(nested.GetNestedType("Options")!);
                state.State[0].ShouldBeOfType(nested.GetNestedType("State")!);
                foreach (var property in state.Options[0].GetType().GetProperties())
                {
                    property.GetValue(state.Options[0]).ShouldNotBeNull($"{nested.Name}.Options.{property.Name}");
                }

                foreach (var property in state.State[0].GetType().GetProperties().Where(property => property.Name != "max_exp_avg_sq"))
                {
                    var value = property.GetValue(state.State[0]);
                    value.ShouldNotBeNull($"{nested.Name}.State.{property.Name}");
                    if (property.Name == "step")
                    {
                        value.ShouldBe(1L, nested.Name);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_state_goes_through_a_file_and_a_stream()
    {
        using var scope = NewDisposeScope();
        using var saved = optim.SGD(parameters, 0.5, momentum: 0.9);
        Step(saved, 1);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            saved.save_state_dict(file);
            using var loaded = optim.SGD(parameters, 0.1);
            loaded.load_state_dict(file);
            Same(saved, loaded);
        }
        finally
        {
            File.Delete(file);
        }

        using var stream = new MemoryStream();
        saved.save_state_dict(stream);
        stream.Position = 0;
        using var other = optim.SGD(parameters, 0.1);
        other.load_state_dict(stream);
        Same(saved, other);
        Should.Throw<CheckpointException>(() => other.load_state_dict(file));
    }

    [Fact]
    public void Means_and_momentum_are_set_for_all_groups()
    {
        using var optimizer = optim.AdamW([new AdamW.ParamGroup(parameters[..1]), new AdamW.ParamGroup(parameters[1..])]);
        optimizer.Betas.ShouldBe((0.9, 0.999));
        optimizer.Betas = (0.5, 0.75);
        optimizer.ParamGroups.Select(group => group.Pair("betas")).ShouldBe([(0.5, 0.75), (0.5, 0.75)]);
        using var momentum = optim.SGD([new SGD.ParamGroup { Parameters = parameters[..1] }, new SGD.ParamGroup { Parameters = parameters[1..] }], 0.1, momentum: 0.25);
        momentum.Momentum.ShouldBe(0.25);
        momentum.Momentum = 0.5;
        momentum.ParamGroups.Select(group => group.Number("momentum")).ShouldBe([0.5, 0.5]);
    }

    private static void Same(SGD saved, SGD loaded)
    {
        loaded.Momentum.ShouldBe(0.9);
        loaded.state_dict().Options[0].LearningRate.ShouldBe(0.5);
        ((SGD.State)loaded.state_dict().State[0]).momentum_buffer.ShouldNotBeNull();
        foreach (var (one, other) in saved.state_dict().State.Zip(loaded.state_dict().State))
        {
            one.ApproximatelyEquals(other).ShouldBeTrue();
        }
    }

    private void Step(optim.Optimizer optimizer, int count)
    {
        for (var t = 0; t < count; t++)
        {
            Golden.SetGradients(parameters, t);
            optimizer.step();
        }
    }
}
