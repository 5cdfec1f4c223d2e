using System.Threading.Tasks;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Autograd;

[NoLeaks]
public sealed class AutogradFunctionTests
{
    [Fact]
    public void A_function_has_its_own_backward_pass()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f, 4f, 5f, 6f], [2L, 3]).requires_grad_();
        var weight = tensor([1f, 0f, -1f, 2f, 1f, 0f], [2L, 3]).requires_grad_();
        var bias = tensor([10f, 20f]).requires_grad_();
        var y = LinearFunction.apply(x, weight, bias);

        y.data<float>().ToArray().ShouldBe([8f, 24f, 8f, 33f]);
        y.requires_grad.ShouldBeTrue();
        y.GradFnName.ShouldBe("LinearFunctionBackward");
        y.sum().backward();
        x.grad!.data<float>().ToArray().ShouldBe([3f, 1f, -1f, 3f, 1f, -1f]);
        weight.grad!.data<float>().ToArray().ShouldBe([5f, 7f, 9f, 5f, 7f, 9f]);
        bias.grad!.data<float>().ToArray().ShouldBe([2f, 2f]);
    }

    [Fact]
    public void Absent_tensors_and_plain_arguments_have_no_gradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f], [1L, 2]).requires_grad_();
        var weight = tensor([3f, 4f], [1L, 2]).requires_grad_();
        LinearFunction.apply(x, weight, null!).sum().backward();
        x.grad!.data<float>().ToArray().ShouldBe([3f, 4f]);

        var z = tensor([1f, 2f]).requires_grad_();
        Scale.apply(z, 2.5).sum().backward();
        z.grad!.data<float>().ToArray().ShouldBe([2.5f, 2.5f]);
    }

    [Fact]
    public void Nothing_is_recorded_without_need()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]);
        Scale.apply(x, 2.0).requires_grad.ShouldBeFalse();
        x.requires_grad_();
        using (no_grad())
        {
            Scale.apply(x, 2.0).requires_grad.ShouldBeFalse();
        }
    }

    [Fact]
    public void Several_results_are_passed_back_with_zeros_where_unused()
    {
        using var scope = NewDisposeScope();
        var x = tensor([2f, 3f]).requires_grad_();
        var parts = SquareAndCube.apply(x);
        parts.Count.ShouldBe(3);
        parts[2].requires_grad.ShouldBeFalse();
        parts[1].sum().backward();
        x.grad!.data<float>().ToArray().ShouldBe([12f, 27f]);
    }

    [Fact]
    public void Backward_passes_can_be_differentiated()
    {
        using var scope = NewDisposeScope();
        var x = tensor([2f, 3f]).requires_grad_();
        var first = autograd.grad([SquareAndCube.apply(x)[1].sum()], [x], create_graph: true)[0]!;
        var second = autograd.grad([first.sum()], [x])[0]!;
        second.data<float>().ToArray().ShouldBe([12f, 18f]);
    }

    [Fact]
    public void A_saved_result_keeps_nothing_alive()
    {
        var before = Diagnostics.LiveHandles;
        using (NewDisposeScope())
        {
            var x = tensor([0.5]).requires_grad_();
            var y = Exponential.apply(x);
            y.sum().backward();
            x.grad!.item<double>().ShouldBe(Math.Exp(0.5), 1e-12);
        }

        Diagnostics.LiveHandles.ShouldBe(before);
    }

    [Fact]
    public void A_second_pass_needs_the_graph_kept()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0.5]).requires_grad_();
        var y = Exponential.apply(x).sum();
        y.backward(retain_graph: true);
        y.backward();
        x.grad!.item<double>().ShouldBe(2 * Math.Exp(0.5), 1e-12);
        Should.Throw<TorchException>(() => y.backward()).Message.ShouldContain("retain_graph");
    }

    [Fact]
    public void A_saved_tensor_changed_in_place_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]).requires_grad_();
        var input = x * 1;
        var y = SquareAndCube.apply(input)[0].sum();
        using (no_grad())
        {
            input.add_(1);
        }

        Should.Throw<TorchException>(() => y.backward()).Message.ShouldContain("modified by an inplace operation");
    }

    [Fact]
    public void Dirty_arguments_are_results()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]).requires_grad_();
        var y = x * 1;
        var z = DoubleInPlace.apply(y);
        z.data<float>().ToArray().ShouldBe([2f, 4f]);
        y.data<float>().ToArray().ShouldBe([2f, 4f]);
        y.GradFnName.ShouldBe("DoubleInPlaceBackward");
        z.sum().backward();
        x.grad!.data<float>().ToArray().ShouldBe([2f, 2f]);
    }

    [Fact]
    public void Needs_input_grad_tells_what_the_pass_wants()
    {
        using var scope = NewDisposeScope();
        var a = tensor([1f]).requires_grad_();
        var b = tensor([1f]).requires_grad_();
        var c = tensor([1f]);
        Asks.Seen.Clear();
        var y = Asks.apply(a, "text", b, c);
        Asks.Seen.ShouldHaveSingleItem().ShouldBe([true, false, true, false]);
        _ = autograd.grad([y], [b]);
        Asks.Seen[1].ShouldBe([false, false, true, false]);
    }

    [Fact]
    public void Exceptions_come_out_as_themselves_and_leak_nothing()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]).requires_grad_();
        var before = Diagnostics.LiveHandles;
        using (NewDisposeScope())
        {
            Should.Throw<NotFiniteNumberException>(() => Throws.apply(x, "forward")).Message.ShouldBe("in forward");
            var y = (Throws.apply(x, "backward") * 2).sum();
            Should.Throw<NotFiniteNumberException>(() => y.backward()).Message.ShouldBe("in backward");
            Should.Throw<UserErrorException>(() => Throws.apply(x, "count").backward()).Message.ShouldContain("returned 1 gradients, but forward takes 2 arguments");
            Should.Throw<UserErrorException>(() => Throws.apply(x, "position").backward()).Message.ShouldContain("argument 1, which is no tensor");
            Should.Throw<TorchException>(() => Throws.apply(x, "shape").backward()).Message.ShouldContain("shape");
        }

        Diagnostics.LiveHandles.ShouldBe(before);
    }

    [Fact]
    public void Threads_and_the_garbage_collector_do_not_disturb()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var scope = NewDisposeScope();
            var x = tensor([1f, 2f], [1L, 2]).requires_grad_();
            var weight = tensor([3f, 4f], [1L, 2]).requires_grad_();
            for (var k = 0; k < 50; k++)
            {
                using var step = NewDisposeScope();
                var y = LinearFunction.apply(x, weight, null!);
                if (k % 25 == 0)
                {
                    GC.Collect();
                }

                y.sum().backward();
            }

            x.grad!.data<float>().ToArray().ShouldBe([150f, 200f]);
        });
    }

    private sealed class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
    {
        public override string Name => nameof(LinearFunction);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var input = (Tensor)vars[0];
            var weight = (Tensor)vars[1];
            var bias = (Tensor?)vars[2];
            ctx.save_for_backward(new() { input, weight, bias! });
            var output = input.mm(weight.t());
            return bias is null ? output : output + bias;
        }

        public override List<Tensor?> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            return [grad_output.mm(saved[1]), grad_output.t().mm(saved[0]), saved[2] is null ? null : grad_output.sum([0L])];
        }
    }

    private sealed class Scale : autograd.SingleTensorFunction<Scale>
    {
        public override string Name => nameof(Scale);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("factor", vars[1]);
            ctx.save_data("tensor", (Tensor)vars[0] * 0);
            return (Tensor)vars[0] * (double)vars[1];
        }

        public override List<Tensor?> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [(grad_output * (double)ctx.get_data("factor")) + (Tensor)ctx.get_data("tensor"), null];
    }

    private sealed class SquareAndCube : autograd.MultiTensorFunction<SquareAndCube>
    {
        public override string Name => nameof(SquareAndCube);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            var sign = x.sign();
            ctx.save_for_backward([x]);
            ctx.mark_non_differentiable([sign]);
            return [x * x, x * x * x, sign];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var x = ctx.get_saved_variables()[0];
            return [(grad_outputs[0] * x * 2) + (grad_outputs[1] * x * x * 3)];
        }
    }

    private sealed class Exponential : autograd.SingleTensorFunction<Exponential>
    {
        public override string Name => nameof(Exponential);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var result = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([result]);
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * ctx.get_saved_variables()[0]];
    }

    private sealed class DoubleInPlace : autograd.SingleTensorFunction<DoubleInPlace>
    {
        public override string Name => nameof(DoubleInPlace);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            x.mul_(2);
            ctx.mark_dirty([x]);
            return x;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }

    private sealed class Asks : autograd.SingleTensorFunction<Asks>
    {
        public static List<bool[]> Seen { get; } = [];

        public override string Name => nameof(Asks);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            Seen.Add(ctx.needs_input_grad);
            return (Tensor)vars[0] + (Tensor)vars[2];
        }

        public override List<Tensor?> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Seen.Add(ctx.needs_input_grad);
            return [null, null, grad_output, null];
        }
    }

    private sealed class Throws : autograd.SingleTensorFunction<Throws>
    {
        public override string Name => nameof(Throws);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("where", vars[1]);
            return (string)vars[1] == "forward" ? throw new NotFiniteNumberException("in forward") : x * 2;
        }

        public override List<Tensor?> backward(autograd.AutogradContext ctx, Tensor grad_output) => (string)ctx.get_data("where") switch
        {
            "backward" => throw new NotFiniteNumberException("in backward"),
            "count" => [grad_output],
            "position" => [grad_output, grad_output],
            _ => [grad_output.sum(), null],
        };
    }
}
