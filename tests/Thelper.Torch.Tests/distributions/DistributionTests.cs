using System.Globalization;
using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.distributions;

namespace Thelper.Torch.Tests.Distributions;

/// <summary>Each distribution against PyTorch (Golden/distributions.json, made by tools/golden/distributions.py).</summary>
[NoLeaks]
public sealed class DistributionTests
{
    private static readonly JsonElement Golden = Reference.Load("distributions.json");

    private static readonly Dictionary<string, (Func<Tensor[], Distribution> Make, Func<Tensor[]> Parameters)> Cases = new()
    {
        ["Normal"] = (x => Normal(x[0], x[1]), () => [P([3]), P([3], 1)]),
        ["Uniform"] = (x => Uniform(x[0], x[1]), () => [P([3]), P([3], 1) + 1]),
        ["Exponential"] = (x => Exponential(x[0]), () => [P([3])]),
        ["Gamma"] = (x => Gamma(x[0], x[1]), () => [P([3]), P([3], 1)]),
        ["Chi2"] = (x => Chi2(x[0]), () => [P([3])]),
        ["Beta"] = (x => Beta(x[0], x[1]), () => [P([3]), P([3], 1)]),
        ["Dirichlet"] = (x => Dirichlet(x[0]), () => [P([2, 3])]),
        ["FisherSnedecor"] = (x => FisherSnedecor(x[0], x[1]), () => [P([3]) * 10, P([3], 1) * 10]),
        ["Cauchy"] = (x => Cauchy(x[0], x[1]), () => [P([3]), P([3], 1)]),
        ["Laplace"] = (x => Laplace(x[0], x[1]), () => [P([3]), P([3], 1)]),
        ["Gumbel"] = (x => Gumbel(x[0], x[1]), () => [P([3]), P([3], 1)]),
        ["HalfNormal"] = (x => HalfNormal(x[0]), () => [P([3])]),
        ["HalfCauchy"] = (x => HalfCauchy(x[0]), () => [P([3])]),
        ["LogNormal"] = (x => LogNormal(x[0], x[1]), () => [P([3]), P([3], 1)]),
        ["Pareto"] = (x => Pareto(x[0], x[1]), () => [P([3]), P([3], 1) * 4]),
        ["Weibull"] = (x => Weibull(x[0], x[1]), () => [P([3]), P([3], 1) + 1]),
        ["Kumaraswamy"] = (x => Kumaraswamy(x[0], x[1]), () => [P([3]) + 1, P([3], 1) + 1]),
        ["MultivariateNormal"] = (x => MultivariateNormal(x[0], scale_tril: x[1]), () => [P([2, 3]), P([3, 3]).tril()]),
        ["MultivariateNormal covariance"] = (x => MultivariateNormal(x[0], x[1].matmul(x[1].T)), () => [P([2, 3]), P([3, 3]).tril()]),
        ["MultivariateNormal precision"] = (x => MultivariateNormal(x[0], precision_matrix: x[1].matmul(x[1].T)), () => [P([2, 3]), P([3, 3]).tril()]),
        ["Independent"] = (x => Independent(Normal(x[0], x[1]), 1), () => [P([2, 3]), P([2, 3], 1)]),
        ["Bernoulli"] = (x => Bernoulli(x[0]), () => [P([3])]),
        ["Bernoulli logits"] = (x => Bernoulli(logits: x[0]), () => [P([3])]),
        ["Geometric"] = (x => Geometric(x[0]), () => [P([3])]),
        ["Binomial"] = (x => Binomial(tensor(3.0), x[0]), () => [P([3])]),
        ["Binomial logits"] = (x => Binomial(tensor(3.0), logits: x[0]), () => [P([3])]),
        ["NegativeBinomial"] = (x => NegativeBinomial(tensor(3.0), x[0]), () => [P([3])]),
        ["Poisson"] = (x => Poisson(x[0]), () => [P([3])]),
        ["Categorical"] = (x => Categorical(x[0]), () => [P([2, 3])]),
        ["Categorical logits"] = (x => Categorical(logits: x[0]), () => [P([2, 3])]),
        ["OneHotCategorical"] = (x => OneHotCategorical(x[0]), () => [P([2, 3])]),
        ["LogitRelaxedBernoulli"] = (x => LogitRelaxedBernoulli(tensor(0.7), x[0]), () => [P([3])]),
        ["LogitRelaxedBernoulli logits"] = (x => LogitRelaxedBernoulli(tensor(0.7), logits: x[0]), () => [P([3])]),
        ["RelaxedBernoulli"] = (x => RelaxedBernoulli(tensor(0.7), x[0]), () => [P([3])]),
        ["ExpRelaxedCategorical"] = (x => ExpRelaxedCategorical(tensor(0.7), x[0]), () => [P([2, 3])]),
        ["RelaxedOneHotCategorical"] = (x => RelaxedOneHotCategorical(tensor(0.7), x[0]), () => [P([2, 3])]),
        ["Multinomial"] = (x => Multinomial(5, x[0]), () => [P([2, 3])]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void Every_case_of_the_reference_is_tested() =>
        Cases.Keys.Order(StringComparer.Ordinal).ShouldBe(Golden.EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Moments_and_densities_are_those_of_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.GetProperty(name);
        using var dist = Cases[name].Make(Cases[name].Parameters());
        dist.batch_shape.Shape.ShouldBe(Sizes(golden, "batch"));
        dist.event_shape.Shape.ShouldBe(Sizes(golden, "event"));
        var value = Read(golden.GetProperty("value"));
        Same(golden, "mean", () => dist.mean);
        Same(golden, "mode", () => dist.mode);
        Same(golden, "variance", () => dist.variance);
        Same(golden, "stddev", () => dist.stddev);
        Same(golden, "entropy", dist.entropy);
        Same(golden, "log_prob", () => dist.log_prob(value));
        Same(golden, "cdf", () => dist.cdf(value));
        Same(golden, "icdf", () => dist.icdf(tensor(0.3)));
        Same(golden, "support", () => dist.enumerate_support(false));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_and_their_gradients_are_those_of_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.GetProperty(name);
        using (var dist = Cases[name].Make(Cases[name].Parameters()))
        {
            manual_seed(3);
            Same(golden, "sample", () => dist.sample(2));
        }

        if (!golden.TryGetProperty("gradients", out var gradients))
        {
            return;
        }

        var leaves = Array.ConvertAll(Cases[name].Parameters(), x => x.detach().requires_grad_());
        using var tracked = Cases[name].Make(leaves);
        manual_seed(3);
        tracked.rsample(2).square().sum().backward();
        for (var k = 0; k < leaves.Length; k++)
        {
            Close(leaves[k].grad!, gradients[k], $"gradient {k}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_larger_batch_has_the_same_densities(string name)
    {
        using var scope = NewDisposeScope();
        using var dist = Cases[name].Make(Cases[name].Parameters());
        using var larger = dist.expand(new Size(4) + dist.batch_shape);
        larger.batch_shape.Shape.ShouldBe([4, .. dist.batch_shape.Shape]);
        larger.sample(2).shape.ShouldBe([2, 4, .. dist.batch_shape.Shape, .. dist.event_shape.Shape]);
        var value = Read(Golden.GetProperty(name).GetProperty("value"));
        larger.log_prob(value)[3].allclose(dist.log_prob(value)).ShouldBeTrue();
    }

    [Fact]
    public void A_generator_of_its_own_decides_the_samples()
    {
        using var scope = NewDisposeScope();
        double Draw(ulong seed)
        {
            using var generator = new Generator(seed, CPU);
            using var dist = Normal(tensor(0.0), tensor(1.0), generator);
            return dist.sample().ToDouble();
        }

        Draw(1).ShouldBe(Draw(1));
        Draw(1).ShouldNotBe(Draw(2));
    }

    [Fact]
    public void What_a_distribution_lacks_is_said()
    {
        using var scope = NewDisposeScope();
        using var poisson = Poisson(2);
        Should.Throw<NotImplementedException>(() => poisson.rsample(3)).Message.ShouldBe("Poisson has no gradient of its samples.");
        Should.Throw<NotImplementedException>(poisson.entropy).Message.ShouldBe("Poisson has no entropy.");
        Should.Throw<ArgumentException>(() => Bernoulli()).Message.ShouldBe("Bernoulli takes either probs or logits.");
        Should.Throw<ArgumentException>(() => Binomial(ones(2), ones(2), ones(2))).Message.ShouldBe("Binomial takes either probs or logits.");
        Should.Throw<ArgumentException>(() => MultivariateNormal(ones(2))).Message.ShouldStartWith("MultivariateNormal takes one of");
        using var uneven = Binomial(tensor([1.0, 2.0]), tensor(0.5));
        Should.Throw<NotImplementedException>(uneven.entropy);
    }

    private static Tensor P(long[] shape, int k = 0) =>
        tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => 0.55 + (0.4 * Math.Sin((0.7 * i) + k))).ToArray(), shape);

    private static long[] Sizes(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(size => size.GetInt64())];

    private static Tensor Read(JsonElement element) => tensor(Values(element), Sizes(element, "shape"));

    private static double[] Values(JsonElement element) =>
        [.. element.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.String
            ? value.GetString() switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.NaN }
            : value.GetDouble())];

    private static void Same(JsonElement golden, string name, Func<Tensor> compute)
    {
        if (golden.GetProperty(name) is { ValueKind: not JsonValueKind.Null } expected)
        {
            Close(compute(), expected, name);
        }
    }

    private static void Close(Tensor actual, JsonElement expected, string what)
    {
        using var scope = NewDisposeScope();
        var wanted = Values(expected);
        actual.shape.ShouldBe(Sizes(expected, "shape"), what);
        var found = actual.detach().to(float64).contiguous().data<double>().ToArray();
        for (var k = 0; k < wanted.Length; k++)
        {
            var near = double.IsFinite(wanted[k]) ? Math.Abs(found[k] - wanted[k]) <= 1e-9 + (1e-7 * Math.Abs(wanted[k])) : found[k].Equals(wanted[k]);
            near.ShouldBeTrue(string.Create(CultureInfo.InvariantCulture, $"{what}, element {k}: {found[k]}, PyTorch {wanted[k]}"));
        }
    }
}
