using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Autograd;

[NoLeaks]
public sealed class GradcheckTests
{
    [Fact]
    public void Right_gradients_pass()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0.3, -0.7, 1.1, 0.4], [2L, 2]).requires_grad_();
        var y = tensor([1.5, 0.2, -0.3, 0.9], [2L, 2]).requires_grad_();
        autograd.gradcheck(all => [all[0].mm(all[1]).tanh(), all[0].exp()], [x, y]).ShouldBeTrue();
        autograd.gradgradcheck(all => [(all[0] * all[1]).sin()], [x, y]).ShouldBeTrue();
        autograd.gradcheck(x => Cube.apply(x), x).ShouldBeTrue();
        autograd.gradgradcheck(all => [Cube.apply(all[0])], [x]).ShouldBeTrue();
        x.grad.ShouldBeNull();
    }

    [Fact]
    public void A_wrong_gradient_is_named()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0.3, -0.7]).requires_grad_();
        var error = Should.Throw<GradcheckException>(() => autograd.gradcheck(x => WrongCube.apply(x), x));
        error.Message.ShouldStartWith("derivative of element 0 of output 0 with respect to element 0 of input 0: backward gives 0.18");
        autograd.gradcheck(x => WrongCube.apply(x), x, raise_exception: false).ShouldBeFalse();
        Should.Throw<GradcheckException>(() => autograd.gradgradcheck(all => [WrongTwice.apply(all[0])], [x]));
    }

    [Fact]
    public void Unfit_inputs_are_refused()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => autograd.gradcheck(x => x, tensor([1.0]))).Message.ShouldContain("requires_grad_");
        Should.Throw<UserErrorException>(() => autograd.gradcheck(x => x, tensor([1f]).requires_grad_())).Message.ShouldContain("double precision");
    }

    [Fact]
    public void Jacobian_and_hessian_are_whole()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0]);
        var jacobian = autograd.functional.jacobian(x => cat([x * x, x.prod().view(1)]), x);
        jacobian.shape.ShouldBe([3L, 2]);
        jacobian.data<double>().ToArray().ShouldBe([2.0, 0, 0, 4, 2, 1]);
        var hessian = autograd.functional.hessian(x => (x * x * x).sum() + x.prod(), x);
        hessian.contiguous().data<double>().ToArray().ShouldBe([6.0, 1, 1, 12]);
        x.requires_grad.ShouldBeFalse();
        var parts = autograd.functional.jacobian(all => all[0] * all[1], [x, tensor([3.0, 5.0])]);
        parts[0].data<double>().ToArray().ShouldBe([3.0, 0, 0, 5]);
        parts[1].data<double>().ToArray().ShouldBe([1.0, 0, 0, 2]);
        autograd.functional.jacobian(_ => tensor([1.0]), x).data<double>().ToArray().ShouldBe([0.0, 0]);
    }

    [Fact]
    public void Products_with_derivatives()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0]);
        var v = tensor([1.0, 10.0]);
        Func<Tensor, Tensor> square = x => x * x;
        Func<Tensor, Tensor> cubes = x => (x * x * x).sum();
        var (output, vjp) = autograd.functional.vjp(square, x, v);
        output.data<double>().ToArray().ShouldBe([1.0, 4]);
        vjp.data<double>().ToArray().ShouldBe([2.0, 40]);
        autograd.functional.jvp(square, x, v).Product.data<double>().ToArray().ShouldBe([2.0, 40]);
        autograd.functional.vhp(cubes, x, v).Product.data<double>().ToArray().ShouldBe([6.0, 120]);
        autograd.functional.hvp(cubes, x, v).Product.data<double>().ToArray().ShouldBe([6.0, 120]);
        Should.Throw<UserErrorException>(() => autograd.functional.hessian(square, x)).Message.ShouldContain("one-element result");
    }

    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).pow(3);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * ctx.get_saved_variables()[0].pow(2) * 3];
    }

    private sealed class WrongCube : autograd.SingleTensorFunction<WrongCube>
    {
        public override string Name => nameof(WrongCube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).pow(3);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * ctx.get_saved_variables()[0].pow(2) * 2];
    }

    private sealed class WrongTwice : autograd.SingleTensorFunction<WrongTwice>
    {
        public override string Name => nameof(WrongTwice);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).pow(2);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * WrongCube.apply(ctx.get_saved_variables()[0]).pow(1.0 / 3) * 2];
    }
}
