using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public sealed class TensorHookTests
{
    [Fact]
    public void Hooks_see_and_replace_gradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f]).requires_grad_();
        var seen = new List<float[]>();
        x.register_hook(gradient => seen.Add(gradient.data<float>().ToArray()));
        x.register_hook(gradient => gradient * 10);
        var y = x * x;
        y.register_hook(gradient => gradient + 1);
        y.sum().backward();

        seen.ShouldHaveSingleItem().ShouldBe([4f, 8f, 12f]);
        x.grad!.data<float>().ToArray().ShouldBe([40f, 80f, 120f]);
    }

    [Fact]
    public void Removed_hooks_are_silent_and_freed()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]).requires_grad_();
        var before = Diagnostics.LiveHandles;
        var calls = 0;
        var kept = x.register_hook(_ => { calls++; });
        var removed = x.register_hook(_ => { calls += 100; });
        Diagnostics.LiveHandles.ShouldBe(before + 2);
        removed.remove();
        removed.remove();
        Diagnostics.LiveHandles.ShouldBe(before + 1);
        (x * 2).sum().backward();
        calls.ShouldBe(1);
        kept.Dispose();
        (x * 2).sum().backward();
        calls.ShouldBe(1);
    }

    [Fact]
    public void A_hook_may_remove_itself()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]).requires_grad_();
        var calls = 0;
        RemovableHandle? handle = null;
        handle = x.register_hook(_ =>
        {
            calls++;
            handle!.remove();
        });
        x.sum().backward();
        x.sum().backward();
        calls.ShouldBe(1);
    }

    [Fact]
    public void Hooks_die_with_their_tensor()
    {
        var before = Diagnostics.LiveHandles;
        using (NewDisposeScope())
        {
            var x = tensor([1f]).requires_grad_();
            x.register_hook(_ => { });
            (x * x).register_hook(_ => { });
        }

        Diagnostics.LiveHandles.ShouldBe(before);
    }

    [Fact]
    public void An_exception_in_a_hook_comes_out_of_backward_as_itself()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]).requires_grad_();
        var thrown = new InvalidTimeZoneException("from the hook");
        using var hook = x.register_hook(_ => throw thrown);
        var before = Diagnostics.LiveHandles;
        for (var k = 0; k < 3; k++)
        {
            using var step = NewDisposeScope();
            var loss = (x * x).sum();
            var caught = Should.Throw<InvalidTimeZoneException>(() => loss.backward());
            caught.ShouldBeSameAs(thrown);
            caught.StackTrace!.ShouldContain(nameof(An_exception_in_a_hook_comes_out_of_backward_as_itself));
        }

        Diagnostics.LiveHandles.ShouldBe(before);
        hook.remove();
        (x * x).sum().backward();
        x.grad!.item<float>().ShouldBe(2f);
    }

    [Fact]
    public void Hooks_may_run_backward_passes_themselves()
    {
        using var scope = NewDisposeScope();
        var x = tensor([3f]).requires_grad_();
        var inner = 0f;
        x.register_hook(_ =>
        {
            using var grad = enable_grad();
            var z = tensor([5f]).requires_grad_();
            (z * z).sum().backward();
            inner = z.grad!.item<float>();
        });
        (x * x).sum().backward();
        inner.ShouldBe(10f);
        x.grad!.item<float>().ShouldBe(6f);
    }

    [Fact]
    public void Hooks_run_in_double_backward()
    {
        using var scope = NewDisposeScope();
        var x = tensor([2f]).requires_grad_();
        var y = x * x * x;
        y.register_hook(gradient => gradient * 2);
        var first = autograd.grad([y], [x], create_graph: true)[0]!;
        first.item<float>().ShouldBe(24f);
        var second = autograd.grad([first], [x])[0]!;
        second.item<float>().ShouldBe(24f);
    }

    [Fact]
    public void A_tensor_without_gradients_takes_no_hook()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]);
        Should.Throw<TorchException>(() => x.register_hook(_ => { })).Message.ShouldContain("register_hook");
    }

    [Fact]
    public void Retain_grad_keeps_the_gradient_of_a_non_leaf()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]).requires_grad_();
        var y = x * 3;
        y.retains_grad().ShouldBeFalse();
        y.retain_grad().ShouldBeSameAs(y);
        y.retains_grad().ShouldBeTrue();
        (y * y).sum().backward();
        y.grad!.data<float>().ToArray().ShouldBe([6f, 12f]);
        Should.Throw<TorchException>(() => tensor([1f]).retain_grad());
    }

    [Fact]
    public void The_graph_tells_names()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]).requires_grad_();
        x.GradFnName.ShouldBeNull();
        (x + x).GradFnName.ShouldBe("AddBackward0");
        x.exp().GradFnName.ShouldBe("ExpBackward0");
        var parts = x.expand(4).split(2);
        parts[1].output_nr().ShouldBe(1);
    }

    [Fact]
    public void Versions_count_changes_in_place()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]);
        x._version.ShouldBe(0);
        x.add_(1);
        x.mul_(2);
        x._version.ShouldBe(2);
    }
}
