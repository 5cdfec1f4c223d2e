using Thelper.Testing;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public class RecycledMemoryTests
{
    [Fact]
    public void A_freed_block_serves_the_next_tensor_that_fits()
    {
        using var scope = torch.NewDisposeScope();
        using var memory = new RecycledMemory();
        var first = memory.Rent([100, 1000], torch.float32);
        var place = first.DataPointer;
        using (var other = memory.Rent([100, 1000], torch.float32))
        {
            other.DataPointer.ShouldNotBe(place);
        }

        first.Dispose();
        using var smaller = memory.Rent([50, 1000], torch.float64);
        using var third = memory.Rent([10], torch.uint8);
        smaller.dtype.ShouldBe(torch.float64);
        smaller.shape.ShouldBe([50, 1000]);
        using var larger = memory.Rent([100, 2000], torch.float32);
        larger.fill_(1);
        larger.sum().ToDouble().ShouldBe(200_000);
    }

    [Fact]
    public void Views_and_graphs_keep_a_block()
    {
        using var memory = new RecycledMemory();
        using var scope = torch.NewDisposeScope();
        var tensor = memory.Rent([1000], torch.float32);
        tensor.fill_(2);
        var place = tensor.DataPointer;
        var weight = torch.ones([1000], requires_grad: true);
        var loss = (weight * tensor).sum(); // saves the tensor for the gradient
        var view = tensor[1];
        tensor.Dispose();
        using (var second = memory.Rent([1000], torch.float32))
        {
            second.DataPointer.ShouldNotBe(place);
        }

        view.Dispose();
        using (var third = memory.Rent([1000], torch.float32))
        {
            third.DataPointer.ShouldNotBe(place);
        }

        loss.backward();
        weight.grad!.sum().ToDouble().ShouldBe(2000);
    }

    [Fact]
    public void A_tensor_may_outlive_the_memory_it_came_from()
    {
        var memory = new RecycledMemory();
        var tensor = memory.Rent([1 << 20], torch.float32);
        memory.Rent([1 << 20], torch.float32).Dispose();
        memory.Dispose();
        tensor.fill_(3);
        tensor.DataSpan<float>()[^1].ShouldBe(3);
        tensor.Dispose();
    }

    [Fact]
    public void Empty_and_impossible_tensors_are_refused()
    {
        using var memory = new RecycledMemory();
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Rent([0, 3], torch.float32));
        Should.Throw<OverflowException>(() => memory.Rent([long.MaxValue, 3], torch.float32));
        Should.Throw<InsufficientMemoryException>(() => memory.Rent([1L << 50], torch.float32));
    }
}
