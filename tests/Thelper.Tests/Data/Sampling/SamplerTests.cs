using Thelper.Data.Sampling;
using Thelper.Random;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Sampling;

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

    // Also where each of the shares fits a whole number, and their sum does not.
    [Theory]
    [InlineData(1e9, 1e9, "an epoch of 4000000000 samples, most of them of the class 'a', whose weight is 1000000000; more than 100000000 are not drawn")]
    [InlineData(1.0, 1e300, "of the class 'b', whose weight is 1E+300;")]
    [InlineData(1e308, 1.0, "of the class 'a', whose weight is 1E+308;")]
    public void Weights_that_make_too_many_samples_are_named(double a, double b, string expected)
    {
        var input = Input(4, 1) with { Labels = ["a", "a", "b", "b"] };
        Should.Throw<UserErrorException>(() => new FixedWeightSubsetSampler(input, new Dictionary<string, double> { ["a"] = a, ["b"] = b })).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Ranks_share_an_epoch_without_loss_or_repeat(int worldSize)
    {
        var labelled = Input(100, 3) with { Labels = Labels };
        var weights = new Dictionary<string, double> { ["a"] = 2, ["b"] = 1, ["c"] = 0.5 };
        Func<Sampler>[] makes =
        [
            () => new SubsetSequentialSampler(Input(100, 3)), () => new SubsetRandomSampler(Input(100, 3, scale: 1.37)),
            () => new WeightedSubsetRandomSampler(labelled, "root2"), () => new WeightedSubsetRandomSampler(labelled, "random"),
            () => new FixedWeightSubsetSampler(labelled, weights), () => new SubsetRandomSampler(Input(2, 3)),
        ];
        foreach (var make in makes)
        {
            var whole = make();
            for (var epoch = 0; epoch < 2; epoch++)
            {
                var expected = whole.Next();
                var joined = new int[expected.Length];
                var total = 0;
                for (var rank = 0; rank < worldSize; rank++)
                {
                    var sampler = make();
                    sampler.SetRank(rank, worldSize);
                    sampler.SetEpoch(epoch);
                    var part = sampler.Next();
                    part.Length.ShouldBe(sampler.Count);
                    total += part.Length;
                    for (var i = 0; i < part.Length; i++)
                    {
                        joined[rank + (i * worldSize)] = part[i];
                    }
                }

                total.ShouldBe(expected.Length);
                joined.ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void Ranks_need_a_common_order()
    {
        Should.Throw<UserErrorException>(() => new SubsetRandomSampler(new SamplerInput([1, 2, 3])).SetRank(0, 2)).Message.ShouldContain("torch_seed");
        Should.Throw<ArgumentOutOfRangeException>(() => new SubsetSequentialSampler(Input(3, 0)).SetRank(2, 2));
    }

    [Fact]
    public void Uniform_sampling_restores_rare_classes()
    {
        foreach (var share in new[] { 0.1, 0.01 })
        {
            var rare = (int)(2000 * share);
            var labels = Enumerable.Range(0, 8000 + rare).Select(i => i < 8000 ? "abcd"[i % 4].ToString() : "e").ToArray();
            var sampler = new WeightedSubsetRandomSampler(Input(labels.Length, 1, scale: 1.5) with { Labels = labels });
            var drawn = sampler.Next();
            drawn.Length.ShouldBe((int)Math.Round(labels.Length * 1.5));
            ((double)drawn.Count(index => labels[index] == "e") / drawn.Length).ShouldBe(0.2, 0.001);
            var random = new WeightedSubsetRandomSampler(Input(labels.Length, 1) with { Labels = labels }, "random").Next();
            ((double)random.Count(index => labels[index] == "e") / random.Length).ShouldBe(0.2, 0.03);
        }
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
