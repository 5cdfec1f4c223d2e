using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public class TensorTests
{
    [Fact]
    public void Numbers_go_in_and_come_out()
    {
        using var scope = NewDisposeScope();
        var tensor = torch.tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        tensor.shape.ShouldBe([2L, 3]);
        tensor.dtype.ShouldBe(float32);
        (tensor + tensor * 2).data<float>().ToArray().ShouldBe([3f, 6, 9, 12, 15, 18]);
        tensor.sum().ToSingle().ShouldBe(21);
        tensor.sum(1).data<float>().ToArray().ShouldBe([6f, 15]);
        tensor.mean([0]).data<float>().ToArray().ShouldBe([2.5f, 3.5f, 4.5f]);
        tensor.max(1).Item1.data<float>().ToArray().ShouldBe([3f, 6]);
        tensor.argmax(1).data<long>().ToArray().ShouldBe([2L, 2]);
        tensor[1, 2].ToSingle().ShouldBe(6);
        tensor[.., 1..].shape.ShouldBe([2L, 2]);
        tensor[TensorIndex.Ellipsis, TensorIndex.None].shape.ShouldBe([2L, 3, 1]);
        tensor[tensor > 3].data<float>().ToArray().ShouldBe([4f, 5, 6]);
        tensor.view(-1).topk(2, 0).Item1.data<float>().ToArray().ShouldBe([6f, 5]);
        cat([tensor, tensor], 0).shape.ShouldBe([4L, 3]);
        (1 / tensor)[0, 1].ToDouble().ShouldBe(0.5);
    }

    [Fact]
    public void Writing_through_an_index_changes_the_tensor()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(2, 3);
        tensor[0] = torch.tensor(7);
        tensor[tensor == 0] = torch.tensor(1.5f);
        tensor.data<float>().ToArray().ShouldBe([7f, 7, 7, 1.5f, 1.5f, 1.5f]);
    }

    [Fact]
    public void Gradients_reach_leaves()
    {
        using var scope = NewDisposeScope();
        var x = torch.tensor(new double[] { 1, 2, 3 }, requires_grad: true);
        (x * x).sum().backward();
        x.grad!.data<double>().ToArray().ShouldBe([2.0, 4, 6]);
        var y = x.pow(3).sum();
        autograd.grad([y], [x])[0]!.data<double>().ToArray().ShouldBe([3.0, 12, 27]);
        using (no_grad())
        {
            (x * 2).requires_grad.ShouldBeFalse();
        }

        (x * 2).requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void The_generator_draws_what_PyTorch_draws()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        randperm(10).data<long>().ToArray().ShouldBe([4L, 1, 7, 5, 3, 9, 0, 8, 6, 2]);
        var state = get_rng_state();
        var first = rand(3).data<float>().ToArray();
        set_rng_state(state);
        rand(3).data<float>().ToArray().ShouldBe(first);
    }

    [Fact]
    public void An_error_names_the_operator_without_a_backtrace()
    {
        using var scope = NewDisposeScope();
        var error = Should.Throw<TorchException>(() => zeros(2, 3).matmul(zeros(4, 5)));
        error.Operation.ShouldBe("aten::matmul");
        error.Message.ShouldBe("aten::matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)");
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var tensor = zeros(2);
        tensor.Dispose();
        Should.Throw<InvalidOperationException>(() => tensor.sum()).Message.ShouldContain("disposed already");
    }

    [Fact]
    public void An_operator_in_place_returns_its_own_object()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(2);
        tensor.add_(1).ShouldBeSameAs(tensor);
        tensor.data<float>().ToArray().ShouldBe([1f, 1]);
    }
}
