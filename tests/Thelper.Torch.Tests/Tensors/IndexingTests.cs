using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public class IndexingTests
{
    [Fact]
    public void Seeded_expressions_read_and_write_what_PyTorch_does()
    {
        var refused = 0;
        var number = 0;
        foreach (var item in Reference.Load("tensor_indexing.json").GetProperty("cases").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var what = $"case {number++}: {item.GetProperty("index")} of {item.GetProperty("shape")}";
            var source = Source(item);
            var index = item.GetProperty("index").EnumerateArray().Select(Entry).ToArray();
            if (!item.TryGetProperty("result", out var expected))
            {
                Should.Throw<TorchException>(() => source[index], what);
                refused++;
                continue;
            }

            var result = source[index];
            result.shape.ShouldBe(Integers(expected.GetProperty("shape")), what);
            Elements(result).ShouldBe(Integers(expected.GetProperty("elements")), what);
            var written = Source(item);
            written[index] = -1f;
            Elements(written).ShouldBe(Integers(item.GetProperty("written")), what);
            var filled = Source(item);
            filled[index] = full(result.shape, 7f).unsqueeze(0);
            Elements(filled).ShouldBe(Integers(item.GetProperty("filled")), what);
        }

        refused.ShouldBe(14);
        number.ShouldBe(260);
    }

    [Fact]
    public void Indices_are_written_in_the_idiom_of_CSharp()
    {
        using var scope = NewDisposeScope();
        var x = arange(24).view(2, 3, 4);
        x[^1].shape.ShouldBe([3L, 4]);
        x[1, ^1, 0].ToInt64().ShouldBe(20);
        x[.., 1..3].shape.ShouldBe([2L, 2, 4]);
        x[.., ..^1, 0].shape.ShouldBe([2L, 2]);
        x[^0..].shape.ShouldBe([0L, 3, 4]);
        x[.., ^0..^0].shape.ShouldBe([2L, 0, 4]);
        x[..^0].shape.ShouldBe([2L, 3, 4]);
        x[TensorIndex.Ellipsis, 0].shape.ShouldBe([2L, 3]);
        x[TensorIndex.None, 0].shape.ShouldBe([1L, 3, 4]);
        x[TensorIndex.Slice(step: 2)].shape.ShouldBe([1L, 3, 4]);
        x[0, new long[] { 2, 0 }].data<long>().ToArray().ShouldBe([8L, 9, 10, 11, 0, 1, 2, 3]);
        x[true].shape.ShouldBe([1L, 2, 3, 4]);
        x[x > 21].data<long>().ToArray().ShouldBe([22L, 23]);
        x[0, 0] = 5;
        x[1, 2, 3] = x[0, 0, 0] + 1;
        x[x == 5] = -5L;
        x[0, 0].data<long>().ToArray().ShouldBe([-5L, -5, -5, -5]);
        x[1, 2, 3].ToInt64().ShouldBe(6);
    }

    [Fact]
    public void A_position_outside_is_named()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        Should.Throw<TorchException>(() => x[0, 5]).Message.ShouldContain("index 5 is out of bounds for dimension 0 with size 3");
        Should.Throw<TorchException>(() => x[2]).Message.ShouldContain("2");
        Should.Throw<TorchException>(() => x[^0]).Message.ShouldContain("index ^0 is out of bounds for dimension 0 with size 2");
        Should.Throw<TorchException>(() => x[0, 0, 0]).Message.ShouldContain("too many indices for tensor of dimension 2");
        Should.Throw<TorchException>(() => x[TensorIndex.Slice(step: -1)]).Message.ShouldContain("step must be");
    }

    [Fact]
    public void Reading_is_recorded_for_gradients()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        (x[TensorIndex.Ellipsis] * 2 + x[^1] + x[new long[] { 0, 0 }].sum()).sum().backward();
        x.grad!.data<float>().ToArray().ShouldBe([8f, 2, 5]);
    }

    private static Tensor Source(JsonElement item)
    {
        var shape = Integers(item.GetProperty("shape"));
        return arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float32).reshape(shape);
    }

    private static long[] Elements(Tensor tensor) => Array.ConvertAll(tensor.data<float>().ToArray(), value => (long)value);

    private static long[] Integers(JsonElement array) => array.EnumerateArray().Select(value => value.GetInt64()).ToArray();

    private static TensorIndex Entry(JsonElement entry)
    {
        long? End(string name) => entry.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : null;
        return entry.GetProperty("kind").GetString() switch
        {
            "int" => entry.GetProperty("at").GetInt64(),
            "slice" => TensorIndex.Slice(End("start"), End("stop"), End("step")),
            "list" => Integers(entry.GetProperty("at")),
            "tensor" => tensor(Integers(entry.GetProperty("at")), Integers(entry.GetProperty("shape"))),
            "mask" => tensor(Integers(entry.GetProperty("bits")), Integers(entry.GetProperty("shape"))).to(ScalarType.Bool),
            "none" => TensorIndex.None,
            "ellipsis" => TensorIndex.Ellipsis,
            _ => entry.GetProperty("value").GetBoolean(),
        };
    }
}
