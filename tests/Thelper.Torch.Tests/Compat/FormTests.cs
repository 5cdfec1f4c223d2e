using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Compat;

/// <summary>Forms of calls that TorchSharp's users write: other types of arguments, names of arguments, places for results.</summary>
[NoLeaks]
public sealed class FormTests
{
    [Fact]
    public void Complex_numbers_come_of_two_parts()
    {
        using var scope = NewDisposeScope();
        foreach (var (made, type) in new[]
        {
            (tensor(2f, 3f), ScalarType.ComplexFloat32), (tensor((2f, 3f)), ScalarType.ComplexFloat32),
            (tensor(2.0, 3.0), ScalarType.ComplexFloat64), (tensor((2.0, 3.0)), ScalarType.ComplexFloat64), (tensor(2.0, 3.0, complex64), ScalarType.ComplexFloat32),
        })
        {
            made.dtype.ShouldBe(type);
            made.ndim.ShouldBe(0);
            made.ToComplex32().ShouldBe((2f, 3f));
            made.ToComplex64().ShouldBe(new System.Numerics.Complex(2, 3));
        }
    }

    [Fact]
    public void Sizes_are_tuples()
    {
        using var scope = NewDisposeScope();
        randint(5, (2, 3)).shape.ShouldBe([2, 3]);
        randint(low: 1, high: 5, size: (2, 3, 4)).shape.ShouldBe([2, 3, 4]);
        randint(5, (2L, 3L, 4L, 5L)).shape.ShouldBe([2, 3, 4, 5]);
        randint(low: 1, high: 5, size: 7).shape.ShouldBe([7]);
        Size sizes = (6L, 7L);
        sizes.Shape.ShouldBe([6, 7]);
    }

    [Fact]
    public void A_number_says_its_element_type()
    {
        ((Scalar)true).Type.ShouldBe(ScalarType.Bool);
        ((Scalar)(short)1).Type.ShouldBe(ScalarType.Int64);
        ((Scalar)1f).Type.ShouldBe(ScalarType.Float64);
        ((Scalar)new System.Numerics.Complex(1, 2)).Type.ShouldBe(ScalarType.ComplexFloat64);
    }

    [Fact]
    public void Initialisers_draw_from_a_generator()
    {
        using var scope = NewDisposeScope();
        var x = zeros(5);
        foreach (var fill in new Func<Generator, Tensor>[] { g => nn.init.uniform_(x, generator: g), g => nn.init.normal_(x, generator: g), g => nn.init.trunc_normal_(x, generator: g) })
        {
            using var one = new Generator(3);
            using var again = new Generator(3);
            using var other = new Generator(4);
            var first = fill(one).clone();
            fill(again).Equals(first).ShouldBeTrue();
            fill(other).Equals(first).ShouldBeFalse();
            x.ShouldBeSameAs(fill(other));
        }
    }

    [Fact]
    public void A_special_function_writes_into_a_tensor_of_the_callers()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0.5, 1.0, 2.0]);
        var n = tensor([2.0]);
        var place = zeros(0, dtype: float64);
        special.bessel_j0(x, place).ShouldBeSameAs(place);
        place.Equals(special.bessel_j0(x)).ShouldBeTrue();
        special.chebyshev_polynomial_t(x, n, place).Equals(special.chebyshev_polynomial_t(x, n)).ShouldBeTrue();
        special.modified_bessel_k1(x, @out: place).allclose(special.modified_bessel_k1(x)).ShouldBeTrue();
    }

    [Fact]
    public void A_sparse_tensor_shows_its_parts()
    {
        using var scope = NewDisposeScope();
        var sparse = sparse_coo_tensor(tensor(new long[,] { { 0, 1 }, { 2, 0 } }), tensor([3f, 4f]), [2, 3]);
        sparse.SparseIndices.Equals(tensor(new long[,] { { 0, 1 }, { 2, 0 } })).ShouldBeTrue();
        sparse.SparseValues.Equals(tensor([3f, 4f])).ShouldBeTrue();
    }

    [Fact]
    public void The_innermost_scope_is_known()
    {
        CurrentDisposeScope.ShouldBeNull();
        using var outer = NewDisposeScope();
        using (var inner = NewDisposeScope())
        {
            CurrentDisposeScope.ShouldBeSameAs(inner);
        }

        CurrentDisposeScope.ShouldBeSameAs(outer);
    }

    [Fact]
    public void Containers_take_several()
    {
        using var scope = NewDisposeScope();
        using var layers = nn.ModuleList<nn.Module<Tensor, Tensor>>().append(nn.ReLU(), nn.Tanh());
        layers.named_children().Select(child => child.name).ShouldBe(["0", "1"]);
        using var weights = new ParameterList().append(nn.Parameter(ones(1)), nn.Parameter(ones(2)));
        weights.named_parameters().Select(parameter => parameter.name).ShouldBe(["0", "1"]);
    }

    // These compile only while the names are TorchSharp's.
    [Fact]
    public void Arguments_have_TorchSharps_names()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(num_features: 3);
        using var instance = nn.InstanceNorm1d(num_features: 3);
        using var bilinear = nn.Bilinear(in1_features: 2, in2_features: 3, 4);
        using var distance = nn.PairwiseDistance(keepdim: true);
        norm.train(train: false).training.ShouldBeFalse();
        using var modules = nn.ModuleDict<nn.Module<Tensor, Tensor>>();
        modules.Add(key: "a", value: nn.ReLU());
        modules.add_module(name: "b", module: null);
        using var parameters = new ParameterDict();
        parameters.Add(key: "a", value: nn.Parameter(ones(1)));
        using var list = new ParameterList();
        list.Add(item: nn.Parameter(ones(1)));
        var kept = WrappedTensorDisposeScope(expr: () => ones(2, 3) + 1);
        kept.size(dim: -1).ShouldBe(3);
        scope.DisposeEverythingBut(inKeep: [kept]);
        kept.IsInvalid.ShouldBeFalse();
        nn.functional.multi_label_margin_loss(rand(2, 3), zeros(2, 3, dtype: int64)).ndim.ShouldBe(0);
        nn.init.glorot_uniform_(zeros(2, 2)).ndim.ShouldBe(2);
        nn.init.glorot_normal_(zeros(2, 2)).ndim.ShouldBe(2);
        distance.call(ones(2, 3), zeros(2, 3)).shape.ShouldBe([2, 1]);
        bilinear.call(ones(1, 2), ones(1, 3)).shape.ShouldBe([1, 4]);
        instance.call(ones(1, 3, 4)).shape.ShouldBe([1, 3, 4]);
    }

    [Fact]
    public void A_float_shows_zeros_after_its_own_digits()
    {
        using var scope = NewDisposeScope();
        tensor([6.2834f, -13.141529f]).jlstr("0.0000000").ShouldEndWith($" 6.2834000 -13.1415300{Environment.NewLine}");
        tensor([6.2834]).jlstr("0.0000000").ShouldEndWith($" 6.2834000{Environment.NewLine}");
        tensor([(double)6.2834f]).jlstr("0.0000000").ShouldEndWith($" 6.2834001{Environment.NewLine}");
    }
}
