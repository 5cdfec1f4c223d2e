using System.Globalization;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Native;

/// <summary>The heap in which tensors live.</summary>
[NoLeaks]
public class HeapTests
{
    private const int Rounds = 16;
    private const long Limit = 1L << 30;

    // A block that does not fit into the gap that one of its size left goes to the heap's end: 1.8 GiB in these rounds, each of which leaves a small tensor. Other tests need some memory beside them.
    [Fact]
    public void Large_tensors_take_the_place_of_those_before_them()
    {
        using var scope = NewDisposeScope();
        var (rows, maps, columns, beyond) = (rand(20, 800, 56), rand(20, 56, 56), rand(20, 56, 1200), rand(20, 800, 1200).gt(0.9));
        var before = 0L;
        for (var k = 0; k < Rounds; k++)
        {
            using var round = NewDisposeScope();
            rows.matmul(maps).matmul(columns).masked_fill(beyond, double.NegativeInfinity).flatten(1).argmax(1).MoveToOuterDisposeScope();
            before = k == 1 ? Resident() : before;
        }

        (Resident() - before).ShouldBeLessThan(Limit);
    }

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

    private static long Resident() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
}
