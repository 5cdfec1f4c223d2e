using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Tables of vectors against PyTorch.</summary>
[NoLeaks]
public sealed class SparseTests
{
    private static readonly JsonElement Golden = Reference.Load("sparse.json");

    private static readonly Dictionary<string, ModuleCase> Cases = new()
    {
        ["embedding"] = Table(() => Embedding(10, 4)),
        ["embedding_padding"] = Table(() => Embedding(10, 4, padding_idx: -3)),
        ["embedding_padding_first"] = Table(() => Embedding(10, 4, padding_idx: 7)),
        ["embedding_norm"] = Table(() => Embedding(10, 4, max_norm: 1.0, norm_type: 1.0)),
        ["embedding_freq"] = Table(() => Embedding(10, 4, scale_grad_by_freq: true)),
        ["embedding_sparse"] = Table(() => Embedding(10, 4, sparse: true)),
        ["embedding_pretrained"] = Table(() => Embedding_from_pretrained(Reference.Wave([10, 4]))),
        ["embedding_pretrained_learnt"] = Table(() => Embedding_from_pretrained(Reference.Wave([10, 4]), freeze: false, padding_idx: 1, max_norm: 0.5)),
        ["bag"] = Bag(() => EmbeddingBag(10, 4)),
        ["bag_offsets"] = Bag(() => EmbeddingBag(10, 4), 0, 2, 2, 5),
        ["bag_sum"] = Bag(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Sum), 0, 2, 2, 5),
        ["bag_max"] = Bag(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Max), 0, 2, 2, 5),
        ["bag_max_rows"] = Bag(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Max, padding_index: 7)),
        ["bag_last_offset"] = Bag(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Sum, include_last_offset: true), 0, 2, 6),
        ["bag_weights"] = ModuleCase.Of(
            () => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Sum), () => [Rows(), Reference.Wave([2, 3]).requires_grad_()], (bag, x) => [bag.call(x[0], perSampleWeights: x[1])]),
        ["bag_norm"] = Bag(() => EmbeddingBag(10, 4, max_norm: 1.0, norm_type: 1.5)),
        ["bag_freq"] = Bag(() => EmbeddingBag(10, 4, scale_grad_by_freq: true, mode: EmbeddingBagMode.Sum)),
        ["bag_padding"] = Bag(() => EmbeddingBag(10, 4, padding_index: -3)),
        ["bag_sparse"] = Bag(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Sum, sparse: true), 0, 2, 2, 5),
        ["bag_pretrained"] = Bag(() => EmbeddingBag_from_pretrained(Reference.Wave([10, 4]), mode: EmbeddingBagMode.Sum)),
        ["bag_pretrained_learnt"] = Bag(() => EmbeddingBag_from_pretrained(Reference.Wave([10, 4]), freeze: false, padding_index: 1)),
    };

    public static TheoryData<string> Names => [.. Golden.GetProperty("cases").EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Cases[name].Check(Golden.GetProperty("cases").GetProperty(name));

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Cases.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Mistakes_are_named()
    {
        Message(() => Embedding(3, 2, padding_idx: 3)).ShouldBe("Embedding: padding_idx (3) is no row of 3.");
        using var scope = NewDisposeScope();
        using var bag = EmbeddingBag(3, 2);
        Message(() => bag.call(zeros([2], int64))).ShouldBe("embedding_bag: an input of one dimension needs the offsets of the bags.");
        Message(() => bag.call(zeros([2, 0], int64))).ShouldBe("embedding_bag: an input of two dimensions has a row number at least in each bag.");
        Message(() => bag.call(zeros([2, 2], int64), perSampleWeights: ones(2, 2))).ShouldBe("embedding_bag: per_sample_weights go with sums, not with the mode Mean.");
        Message(() => Embedding_from_pretrained(ones(3))).ShouldBe("A table of vectors has two dimensions, not 1.");
    }

    [Fact]
    public void A_table_can_be_tied_to_another()
    {
        using var scope = NewDisposeScope();
        using var one = Embedding(3, 2);
        using var other = Embedding(3, 2);
        other.weight.Dispose();
        other.weight = one.weight;
        other.get_parameter("weight").ShouldBeSameAs(one.weight);
        equal(one.call(zeros([1], int64)), other.call(zeros([1], int64))).ShouldBeTrue();
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static Tensor Rows() => tensor(new long[] { 1, 7, 3, 7, 9, 7 }, [2, 3]);

    private static ModuleCase Table(Func<Embedding> make) => ModuleCase.Of(make, () => [Rows()]);

    private static ModuleCase Bag(Func<EmbeddingBag> make, params long[] offsets) => ModuleCase.Of(
        make,
        () => offsets.Length == 0 ? [Rows()] : [aten.reshape(Rows(), [-1]), tensor(offsets)],
        (bag, x) => [bag.call(x[0], x.ElementAtOrDefault(1))]);
}
