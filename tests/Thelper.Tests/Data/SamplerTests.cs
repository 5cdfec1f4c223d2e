using Thelper.Data;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data;

[NoLeaks]
public class SamplerTests
{
    private static readonly string[] Labels = [.. Enumerable.Repeat("c", 70), .. Enumerable.Repeat("b", 25), .. Enumerable.Repeat("a", 5)];

    private static SamplerInput Input(int count, int seed, double scale = 1.0) => new([.. Enumerable.Range(0, count)], Seeds: new Seeds(Torch: seed), Scale: scale);

    [Fact]
    public void Random_orders_of_the_original()
    {
        var sampler = new SubsetRandomSampler(Input(10, 0));
        sampler.Next().ShouldBe([5, 2, 3, 7, 8, 6, 0, 4, 9, 1]);
        sampler.Next().ShouldBe([1, 2, 6, 7, 4, 5, 9, 3, 0, 8]);
        new SubsetRandomSampler(Input(4, 7, scale: 2.0)).Next().ShouldBe([1, 0, 3, 2, 2, 1, 0, 3]);
    }

    [Fact]
    public void Random_orders_are_those_of_PyTorch()
    {
        foreach (var reference in Orders.Cases("random"))
        {
            var indices = Enumerable.Range(100, reference.GetProperty("count").GetInt32()).ToArray();
            var input = new SamplerInput(indices, Seeds: new Seeds(Torch: reference.GetProperty("seed").GetInt32()), Scale: reference.GetProperty("scale").GetDouble());
            var sampler = new SubsetRandomSampler(input);
            var order = sampler.Next();
            order.ShouldBe(Orders.Ints(reference.GetProperty("order")));
            order.Length.ShouldBe(sampler.Count);
        }
    }

    [Fact]
    public void Weighted_orders_are_those_of_PyTorch()
    {
        foreach (var reference in Orders.Cases("weighted"))
        {
            var input = Input(100, reference.GetProperty("seed").GetInt32(), reference.GetProperty("scale").GetDouble()) with { Labels = Labels };
            new WeightedSubsetRandomSampler(input, reference.GetProperty("stype").GetString()!).Next().ShouldBe(Orders.Ints(reference.GetProperty("order")));
        }
    }

    [Fact]
    public void Generator_is_left_as_it_was()
    {
        torch.manual_seed(5);
        using var expected = torch.rand(3);
        torch.manual_seed(5);
        new SubsetRandomSampler(Input(10, 0)).Next();
        using var actual = torch.rand(3);
        actual.DataSpan<float>().ToArray().ShouldBe(expected.DataSpan<float>().ToArray());
    }

    [Fact]
    public void An_epoch_repeats_and_the_next_differs()
    {
        var sampler = new SubsetRandomSampler(Input(50, 1));
        var first = sampler.Next();
        var second = sampler.Next();
        second.ShouldNotBe(first);
        sampler.SetEpoch(0);
        sampler.Next().ShouldBe(first);
        sampler.Next().ShouldBe(second);
        Should.Throw<ArgumentOutOfRangeException>(() => sampler.SetEpoch(-1));
    }

    [Fact]
    public void Class_counts_of_the_original()
    {
        var labels = Enumerable.Range(0, 10000).Select(i => i < 500 ? "a" : i < 3000 ? "b" : "c").ToArray();
        int[] Counts(string stype)
        {
            var drawn = new WeightedSubsetRandomSampler(Input(10000, 1) with { Labels = labels }, stype).Next();
            return [.. "abc".Select(label => drawn.Count(index => labels[index] == label.ToString()))];
        }

        Counts("root2").ShouldBe([1433, 3204, 5363]);
        Counts("root3").ShouldBe([1953, 3339, 4708]);
        Counts("root8").ShouldBe([2767, 3383, 3850]);
        Counts("uniform").ShouldBe([3333, 3333, 3334]);
    }

    [Fact]
    public void Fixed_weights_multiply_the_classes()
    {
        var labels = Enumerable.Range(0, 10000).Select(i => i < 500 ? "a" : i < 3000 ? "b" : "c").ToArray();
        var weights = new Dictionary<string, double> { ["a"] = 5, ["b"] = 1, ["c"] = 0.25 / 0.7 };
        var sampler = new FixedWeightSubsetSampler(Input(10000, 1) with { Labels = labels }, weights);
        var drawn = sampler.Next();
        sampler.Count.ShouldBe(7500);
        drawn.Length.ShouldBe(7500);
        drawn.CountBy(index => labels[index]).ShouldBe([KeyValuePair.Create("a", 2500), KeyValuePair.Create("b", 2500), KeyValuePair.Create("c", 2500)]);
        drawn[..2500].ShouldAllBe(index => labels[index] == "a");
        Should.Throw<UserErrorException>(() => new FixedWeightSubsetSampler(Input(10000, 1) with { Labels = labels }, new Dictionary<string, double> { ["a"] = 1 })).Message.ShouldContain("'b'");
    }

    [Fact]
    public void Empty_inputs_yield_nothing()
    {
        new SubsetSequentialSampler(Input(0, 0)).Next().ShouldBeEmpty();
        new SubsetRandomSampler(Input(0, 0)).Next().ShouldBeEmpty();
        new WeightedSubsetRandomSampler(Input(0, 0)).Next().ShouldBeEmpty();
        new WeightedSubsetRandomSampler(Input(10, 0, scale: 0)).Next().ShouldBeEmpty();
        new FixedWeightSubsetSampler(Input(0, 0), new Dictionary<string, double>()).Next().ShouldBeEmpty();
    }

    [Fact]
    public void Wrong_settings_are_named()
    {
        Should.Throw<UserErrorException>(() => new SubsetRandomSampler(Input(4, 0, scale: -1))).Message.ShouldContain("-1");
        Should.Throw<UserErrorException>(() => new SubsetRandomSampler(Input(4, 0) with { Labels = ["a"] })).Message.ShouldContain("1 labels for 4 samples");
        Should.Throw<UserErrorException>(() => new WeightedSubsetRandomSampler(Input(100, 0) with { Labels = Labels }, "cube")).Message.ShouldContain("'cube'");
        Should.Throw<UserErrorException>(() => new WeightedSubsetRandomSampler(Input(4, 0))).Message.ShouldContain("pass_labels");
        Should.Throw<UserErrorException>(() => new SubsetSequentialSampler(Input(4, 0, scale: 2))).Message.ShouldContain("scale");
    }
}
