using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Native;

/// <summary>The heap in which tensors live.</summary>
[NoLeaks]
public class HeapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_001)]
    public void Tensors_begin_where_vectors_of_the_processor_do(int length)
    {
        using var scope = NewDisposeScope();
        for (var k = 0; k < 10; k++)
        {
            (empty(length).data_ptr() % 64).ShouldBe(0);
        }
    }

    [Fact]
    public void What_there_is_no_memory_for_is_told()
    {
        using var scope = NewDisposeScope();
        Should.Throw<TorchException>(() => empty(1L << 60)).IsOutOfMemory.ShouldBeTrue();
        empty(0).data_ptr().ShouldBe(0);
    }
}
