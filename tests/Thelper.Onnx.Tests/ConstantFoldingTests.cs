using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Onnx.Tests;

/// <summary>Steps on constants become constants, as far as there is room for them; what stays has all that it needs.</summary>
[NoLeaks]
public sealed class ConstantFoldingTests
{
    [Fact]
    public void A_result_that_is_too_large_stays_a_step_with_all_that_it_is_made_of()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();

        // 17.6 MB; and a step with one result of them, and one that there is room for.
        Exported.Difference(model, x => x + (ones(2100, 2100) * 2), rand(1, 2100), new OnnxOptions(), VaryingAxes.None, [1, 2100]).ShouldBeLessThan(1e-5);
        Exported.Difference(model, Halves, rand(1, 2100), new OnnxOptions(), VaryingAxes.None, [1, 2100]).ShouldBeLessThan(1e-5);

        static object? Halves(Tensor x)
        {
            var parts = (ones(2200, 2100) * 2).split([2100, 100], 0);
            return x + parts[0] + (x * parts[1]).sum([0]);
        }
    }

    [Fact]
    public void Steps_on_more_constants_than_there_is_room_for_stay_and_numbers_count_for_nothing()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(17);
        graph.Constant("a", rand(64, 32));
        graph.Constant("b", rand(32, 64));
        var (first, second, size) = (graph.Add("Transpose", ["a"]), graph.Add("Transpose", ["b"]), graph.Add("Add", [graph.Integers(20), graph.Integers(44)]));
        graph.Add("MatMul", [graph.Add("MatMul", [graph.Add("Expand", ["input", size]), second]), first]);

        // Each matrix takes 8 KiB.
        ConstantFolding.Apply(graph, 12 << 10);
        graph.Nodes.Select(node => node.OpType).ShouldBe(["Transpose", "Expand", "MatMul", "MatMul"]);
        graph.Constants[first].Dims.ToArray().ShouldBe([32L, 64L]);
        graph.Constants.ContainsKey(second).ShouldBeFalse();
        BitConverter.ToInt64(graph.Constants[size].RawData.Span).ShouldBe(64);
    }
}
