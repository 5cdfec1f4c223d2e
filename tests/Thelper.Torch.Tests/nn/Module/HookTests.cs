using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Hooks: when they run, what they replace, and what is freed.</summary>
[NoLeaks]
public sealed class HookTests
{
    [Fact]
    public void Hooks_run_in_order_and_may_replace_input_and_result()
    {
        using var scope = NewDisposeScope();
        using var layer = ReLU();
        var seen = new List<string>();
        layer.register_forward_pre_hook((module, input) =>
        {
            module.ShouldBeSameAs(layer);
            seen.Add("before");
            return input + 2;
        });
        layer.register_forward_hook((module, input, output) =>
        {
            seen.Add("after");
            Reference.Elements(input).ShouldBe([1, 3]);
            return output * 10;
        });
        layer.register_forward_hook((_, _, output) =>
        {
            seen.Add("last");
            Reference.Elements(output).ShouldBe([10, 30]);
            return null;
        });
        var input = tensor(new float[] { -1, 1 });
        Reference.Elements(layer.call(input)).ShouldBe([10, 30]);
        seen.ShouldBe(["before", "after", "last"]);
        Reference.Elements(layer.forward(input)).ShouldBe([0, 1]);
        seen.Count.ShouldBe(3);
    }

    [Fact]
    public void A_removed_hook_runs_no_more_even_when_it_removes_itself()
    {
        using var scope = NewDisposeScope();
        using var layer = ReLU();
        var count = 0;
        HookRemover? remover = null;
        remover = layer.register_forward_hook((_, _, _) =>
        {
            count++;
            remover!.remove();
            return null;
        });
        layer.call(ones(1));
        layer.call(ones(1));
        remover.remove();
        count.ShouldBe(1);
    }

    [Fact]
    public void Values_that_were_replaced_are_freed_with_the_call()
    {
        using var layer = ReLU();
        layer.register_forward_pre_hook((_, input) => input + 1);
        layer.register_forward_hook((_, _, output) => output * 2);
        using var input = ones(2);
        var before = Diagnostics.LiveHandles;
        using var output = layer.call(input);
        Diagnostics.LiveHandles.ShouldBe(before + 1);
    }

    [Fact]
    public void Kept_values_outlive_the_call()
    {
        using var layer = ReLU();
        Tensor? kept = null;
        layer.register_forward_hook((_, _, output) =>
        {
            kept = output.detach();
            return null;
        });
        using var input = ones(2);
        using (var output = layer.call(input))
        {
        }

        Reference.Elements(kept!).ShouldBe([1, 1]);
        kept!.Dispose();
    }

    [Fact]
    public void A_failing_hook_or_forward_leaks_nothing()
    {
        using var layer = Linear(2, 2);
        using var input = ones(1, 2);
        var before = Diagnostics.LiveHandles;
        using (layer.register_forward_hook((_, _, output) => output + 1))
        using (layer.register_forward_hook((_, _, _) => throw new InvalidOperationException("hook")))
        {
            Should.Throw<InvalidOperationException>(() => layer.call(input));
        }

        using (layer.register_forward_pre_hook((_, x) => x.reshape(2, 1)))
        {
            Should.Throw<TorchException>(() => layer.call(input));
        }

        Diagnostics.LiveHandles.ShouldBe(before);
    }

    [Fact]
    public void Hooks_of_several_inputs_replace_them_together()
    {
        using var scope = NewDisposeScope();
        using var layer = Bilinear(2, 3, 4);
        layer.register_forward_pre_hook((_, left, right) => (left * 0, right));
        layer.register_forward_hook((module, left, right, output) => output - ((Bilinear)module).bias!);
        Reference.Elements(layer.call(ones(1, 2), ones(1, 3))).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Hooks_of_recurrent_layers_and_attention_see_their_results()
    {
        using var scope = NewDisposeScope();
        using var gru = GRU(2, 3);
        gru.register_forward_hook((_, _, _, result) => (result.Item1 * 0, result.Item2));
        Reference.Elements(gru.call(ones(4, 1, 2)).Item1).ShouldAllBe(value => value == 0);
        using var attention = MultiheadAttention(4, 2);
        var calls = 0;
        attention.register_forward_hook((_, _, _, _, _, _, _, _) =>
        {
            calls++;
            return null;
        });
        var x = ones(3, 1, 4);
        attention.call(x, x, x);
        attention.call(x, x, x, null, true, null, average_attn_weights: false);
        calls.ShouldBe(2);
    }

    [Fact]
    public void Backward_hooks_see_and_replace_the_gradients_of_inputs()
    {
        using var scope = NewDisposeScope();
        using var layer = Bilinear(1, 1, 1);
        init.constant_(layer.weight, 3);
        var calls = 0;
        using var hook = layer.register_full_backward_hook((module, inputs, results) =>
        {
            calls++;
            module.ShouldBeSameAs(layer);
            results.Length.ShouldBe(1);
            Reference.Elements(results[0]!).ShouldBe([4]);
            inputs.Length.ShouldBe(2);
            Reference.Elements(inputs[0]!).ShouldBe([60]);
            inputs[1].ShouldBeNull();
            return [inputs[0]! * 2, null];
        });
        var left = tensor(new float[] { 2 }, [1, 1], requires_grad: true);
        (layer.call(left, tensor(new float[] { 5 }, [1, 1])) * 4).sum().backward();
        calls.ShouldBe(1);
        Reference.Elements(left.grad!).ShouldBe([120]);
        Reference.Elements(layer.weight.grad!).ShouldBe([40]);
        hook.remove();
        layer.call(left, left).sum().backward();
        calls.ShouldBe(1);
    }

    [Fact]
    public void Backward_hooks_run_for_inputs_without_gradients_and_for_tuples()
    {
        using var scope = NewDisposeScope();
        using var gru = GRU(2, 3);
        var seen = new List<string>();
        gru.register_full_backward_hook((_, inputs, results) =>
        {
            seen.Add($"{inputs.Count(gradient => gradient is not null)} of {inputs.Length}, {results.Length}");
            return null;
        });
        gru.call(ones(4, 1, 2)).Item1.sum().backward();
        gru.call(ones(4, 1, 2).requires_grad_()).Item2.sum().backward();
        using (no_grad())
        {
            gru.call(ones(4, 1, 2));
        }

        seen.ShouldBe(["0 of 2, 2", "1 of 2, 2"]);
    }

    [Fact]
    public void A_failing_backward_hook_ends_the_pass_with_its_exception()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(2, 2);
        using var hook = layer.register_full_backward_hook((_, _, _) => throw new InvalidOperationException("hook"));
        Should.Throw<Exception>(() => layer.call(ones(1, 2)).sum().backward()).ToString().ShouldContain("hook");
    }

    [Fact]
    public void Global_backward_hooks_see_every_module()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(2, 2), ReLU());
        var seen = new List<string>();
        using (modules.module.register_module_full_backward_hook((module, _, _) =>
        {
            seen.Add(module.GetName());
            return null;
        }))
        {
            model.call(ones(1, 2).requires_grad_()).sum().backward();
        }

        seen.ShouldBe(["ReLU", "Linear", "Sequential"]);
    }

    [Fact]
    public void Global_hooks_see_every_module()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(2, 2), ReLU());
        var seen = new List<string>();
        using (modules.module.register_module_forward_pre_hook((module, inputs) =>
        {
            seen.Add("> " + module.GetName());
            inputs.Length.ShouldBe(1);
            return null;
        }))
        using (modules.module.register_module_forward_hook((module, _, output) =>
        {
            seen.Add("< " + module.GetName());
            return module is ReLU ? (Tensor)output! + 1 : null;
        }))
        {
            Reference.Elements(model.call(zeros(1, 2))).ShouldAllBe(value => value >= 1);
        }

        seen.ShouldBe(["> Sequential", "> Linear", "< Linear", "> ReLU", "< ReLU", "< Sequential"]);
        model.call(zeros(1, 2));
        seen.Count.ShouldBe(6);
    }
}
