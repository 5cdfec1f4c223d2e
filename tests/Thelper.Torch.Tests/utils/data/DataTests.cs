using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Utils;

/// <summary>Loaders and splits: PyTorch's orders, batches, devices, threads, ownership.</summary>
[NoLeaks]
public sealed class DataTests
{
    private static readonly JsonElement Golden = Reference.Load("data.json");

    [Fact]
    public void A_shuffled_loader_has_PyTorchs_orders_and_draws()
    {
        using var scope = NewDisposeScope();
        using var dataset = torch.utils.data.TensorDataset(arange(11));
        using var loader = torch.utils.data.DataLoader(dataset, 4, shuffle: true);
        manual_seed(5);
        Epochs(loader, 2).ShouldBe(Text("shuffled"));
        Reference.ShouldBeNear(rand([2]).to(ScalarType.Float64).data<double>(), Reference.Numbers(Golden.GetProperty("after_shuffled")), "numbers drawn afterwards");
        loader.Count.ShouldBe(3);
    }

    [Fact]
    public void A_loader_in_order_draws_what_PyTorchs_draws()
    {
        using var scope = NewDisposeScope();
        using var loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(arange(11)), 4);
        manual_seed(5);
        Epochs(loader, 1).ShouldBe(Text("ordered"));
        Reference.ShouldBeNear(rand([2]).to(ScalarType.Float64).data<double>(), Reference.Numbers(Golden.GetProperty("after_ordered")), "numbers drawn afterwards");
    }

    [Fact]
    public void A_seeded_loader_has_the_orders_of_PyTorchs_with_a_generator()
    {
        using var scope = NewDisposeScope();
        using var loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(arange(11)), 4, shuffle: true, seed: 9, drop_last: true);
        Epochs(loader, 2).ShouldBe(Text("seeded"));
        loader.Count.ShouldBe(2);
    }

    [Fact]
    public void Splits_are_PyTorchs()
    {
        using var scope = NewDisposeScope();
        using var dataset = torch.utils.data.TensorDataset(arange(11));
        using var generator = new Generator(3);
        Indices(torch.utils.data.random_split(dataset, [5L, 4L, 2L], generator)).ShouldBe(Text("split"));
        manual_seed(1);
        var parts = torch.utils.data.random_split(dataset, [0.5, 0.3, 0.2]);
        Indices(parts).ShouldBe(Text("split_fractions"));
        parts[2].GetTensor(1)[0].ToInt64().ShouldBe(parts[2].indices[1]);
        Should.Throw<UserErrorException>(() => torch.utils.data.random_split(dataset, [5L, 5L])).Message.ShouldContain("11");
    }

    [Fact]
    public void Batches_are_stacked_and_freed_when_the_next_one_is_asked_for()
    {
        using var images = rand([5, 3, 2, 2]);
        using var labels = arange(5);
        using var loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(images, labels), 2);
        IList<Tensor>? before = null;
        foreach (var batch in loader)
        {
            batch[0].shape[1..].ShouldBe([3, 2, 2]);
            before?[0].IsInvalid.ShouldBeTrue("the batch before is freed");
            before = batch;
        }

        before!.Count.ShouldBe(2);
        before[1].IsInvalid.ShouldBeTrue("the last batch is freed at the end");
    }

    [Fact]
    public void Threads_read_the_same_batches_and_an_error_of_one_leaks_nothing()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(fail: false), 3, num_worker: 4);
        var sums = new List<double>();
        foreach (var batch in loader)
        {
            using var scope = NewDisposeScope();
            sums.Add(batch["square"].sum().ToDouble());
        }

        sums.ShouldBe([0 + 1 + 4, 9 + 16 + 25, 36]);
        using var failing = torch.utils.data.DataLoader(new Squares(fail: true), 3, num_worker: 4);
        Should.Throw<InvalidOperationException>(() =>
        {
            foreach (var batch in failing)
            {
                batch.Count.ShouldBe(1);
            }
        });
    }

    [Fact]
    public void Tensors_of_different_lengths_are_refused()
    {
        using var a = arange(3);
        using var b = arange(4);
        Should.Throw<UserErrorException>(() => torch.utils.data.TensorDataset(a, b)).Message.ShouldContain("[3], [4]");
    }

    private static string Epochs(Thelper.Torch.Modules.IterableDataLoader loader, int count) => string.Join(" | ", Enumerable.Range(0, count).Select(_ =>
    {
        var batches = new List<string>();
        foreach (var batch in loader)
        {
            batches.Add(string.Join(' ', batch[0].data<long>().ToArray()));
        }

        return string.Join(", ", batches);
    }));

    private static string Indices(IEnumerable<Thelper.Torch.Modules.Subset<IList<Tensor>>> parts) => string.Join(", ", parts.Select(part => string.Join(' ', part.indices)));

    private static string Text(string name) => string.Join(" | ", Golden.GetProperty(name).EnumerateArray().Select(epoch => epoch[0].ValueKind == JsonValueKind.Array
        ? string.Join(", ", epoch.EnumerateArray().Select(Line)) : Line(epoch))).Replace(" | ", name.StartsWith("split", StringComparison.Ordinal) ? ", " : " | ");

    private static string Line(JsonElement numbers) => string.Join(' ', numbers.EnumerateArray().Select(number => number.GetInt64()));

    private sealed class Squares(bool fail) : torch.utils.data.Dataset
    {
        public override long Count => 7;

        public override Dictionary<string, Tensor> GetTensor(long index) => fail && index == 4
            ? throw new InvalidOperationException("sample 4 is damaged")
            : new() { ["square"] = tensor((double)(index * index)) };
    }
}
