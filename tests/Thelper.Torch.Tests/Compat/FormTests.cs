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
    public void An_LDL_factorisation_has_the_names_of_an_LU_factorisation()
    {
        using var scope = NewDisposeScope();
        var symmetric = tensor(new double[,] { { 4, 1, 2 }, { 1, -3, 0.5 }, { 2, 0.5, 5 } });
        var right = tensor(new double[,] { { 1 }, { 2 }, { 3 } });
        var factors = linalg.ldl_factor(symmetric);
        symmetric.matmul(linalg.ldl_solve(factors.LU, factors.Pivots, right)).allclose(right).ShouldBeTrue();
        var checkedFactors = linalg.ldl_factor_ex(symmetric);
        checkedFactors.LU.Equals(factors.LU).ShouldBeTrue();
        checkedFactors.Pivots.Equals(factors.Pivots).ShouldBeTrue();
        checkedFactors.Info.ToInt64().ShouldBe(0);
    }

    // Each element gets the gradient of every mean that it is part of, divided by the number of elements in one.
    [Fact]
    public void Mean_pooling_goes_backward_by_a_function_of_its_own()
    {
        using var scope = NewDisposeScope();
        var plane = rand(1, 1, 3, 3, dtype: float64);
        nn.functional.avg_pool2d_backward(ones([1, 1, 2, 2], float64), plane, [2, 2], stride: [1, 1])
            .Equals(tensor(new double[,,,] { { { { 0.25, 0.5, 0.25 }, { 0.5, 1, 0.5 }, { 0.25, 0.5, 0.25 } } } })).ShouldBeTrue();
        nn.functional.avg_pool2d_backward(full([1, 1, 1, 1], 8.0, dtype: float64), plane, [2, 2])
            .Equals(tensor(new double[,,,] { { { { 2, 2, 0 }, { 2, 2, 0 }, { 0, 0, 0 } } } })).ShouldBeTrue();
        nn.functional.avg_pool2d_backward(ones([1, 1, 1, 1], float64), plane, [3, 3], divisor_override: 2).Equals(full([1, 1, 3, 3], 0.5, dtype: float64)).ShouldBeTrue();
        using (no_grad())
        {
            var cube = rand(1, 2, 2, 2, 2);
            nn.functional.avg_pool3d_backward(ones(1, 2, 1, 1, 1), cube, [2, 2, 2]).Equals(full([1, 2, 2, 2, 2], 0.125)).ShouldBeTrue();
            cube.requires_grad.ShouldBeFalse();
        }
    }

    // A variance for each sample means what the same variance for each of its elements does, which the losses' tests compare with PyTorch.
    [Fact]
    public void A_normal_likelihood_takes_one_variance_for_each_sample()
    {
        using var scope = NewDisposeScope();
        var input = randn([4, 3, 5], float64, requires_grad: true);
        var target = randn([4, 3, 5], float64);
        var variance = (rand([4, 1], float64) + 0.1).detach().requires_grad_();
        var loss = nn.functional.gaussian_nll_loss(input, target, variance);
        loss.backward();
        var wide = variance.detach().view(4, 1, 1).expand(4, 3, 5).clone().requires_grad_();
        nn.functional.gaussian_nll_loss(input.detach(), target, wide).allclose(loss.detach()).ShouldBeTrue();
        nn.functional.gaussian_nll_loss(input.detach(), target, wide).backward();
        variance.grad!.view(4).allclose(wide.grad!.sum([1L, 2L])).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => nn.functional.gaussian_nll_loss(input, target, rand([3, 1], float64))).Message.ShouldContain("(3, 1) does not fit");
    }

    [Fact]
    public void Positions_are_an_index()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, 2);
        x.index_put_(tensor([3f, 4f]), TensorIndex.Tensor(new[] { 2L, 0L }), TensorIndex.Tensor(new[] { 0, 1 }));
        x.Equals(tensor(new float[,] { { 1, 4 }, { 1, 1 }, { 3, 1 } })).ShouldBeTrue();
        x[TensorIndex.Tensor(new[] { 0L, 2L })].Equals(tensor(new float[,] { { 1, 4 }, { 3, 1 } })).ShouldBeTrue();
    }

    [Fact]
    public void A_number_becomes_a_tensor_of_its_own_type()
    {
        using var scope = NewDisposeScope();
        foreach (var (made, type) in new (Tensor, ScalarType)[]
        {
            ((byte)1, ScalarType.Byte), ((sbyte)1, ScalarType.Int8), ((short)1, ScalarType.Int16), (1, ScalarType.Int32), (1L, ScalarType.Int64),
            ((Half)1, ScalarType.Float16), (1f, ScalarType.Float32), (1.0, ScalarType.Float64), (true, ScalarType.Bool),
        })
        {
            (made.dtype, made.ndim, made.ToDouble()).ShouldBe((type, 0, 1));
        }

        // A number beside a tensor leaves the tensor's type, as in PyTorch.
        (ones(2) * 2.5).dtype.ShouldBe(float32);
        maximum(ones(2), 2.5).dtype.ShouldBe(float32);
        where(ones(2) > 0, 1.5, ones(2)).dtype.ShouldBe(float32);
        var numbers = new[] { 1f, 2f };
        var shared = as_tensor(numbers);
        numbers[0] = 5;
        shared[0].ToSingle().ShouldBe(5);
    }

    [Fact]
    public void A_storage_is_the_memory_of_a_tensor()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1L, 2, 3, 4, 5, 6]);
        var part = x.view(2, 3)[1];
        var storage = part.storage<long>();
        storage.ShouldBe([1L, 2, 3, 4, 5, 6]);
        storage.Count.ShouldBe(6);
        storage.data_ptr().ShouldBe(x.data_ptr());
        storage[3] = 40;
        part[0].ToInt64().ShouldBe(40);
        storage[(1, 3)] = 7;
        x.data<long>().ToArray().ShouldBe([1L, 7, 7, 40, 5, 6]);
        storage[(null, 2)].copy_([8, 9]).ToArray().ShouldBe([8L, 9]);
        storage[(4, null)] = storage[(0, 2)];
        x.data<long>().ToArray().ShouldBe([8L, 9, 7, 40, 8, 9]);
        storage[(2, 5)].data_ptr().ShouldBe(x[2].data_ptr());
        storage[(2, null)][(1, 3)].ToArray().ShouldBe([40L, 8]);
        var narrow = part.storage<int>();
        narrow.ToArray().ShouldBe([40, 8, 9]);
        narrow.fill_(0).ShouldBe([0, 0, 0]);
        part.data<long>().ToArray().ShouldBe([40L, 8, 9]);
        Should.Throw<ArgumentException>(() => storage.copy_([1])).Message.ShouldContain("1 elements do not fill a storage of 6");
        Should.Throw<ArgumentOutOfRangeException>(() => storage[6]);
        Should.Throw<ArgumentOutOfRangeException>(() => storage[-1]);
        Should.Throw<ArgumentOutOfRangeException>(() => storage[(2, 7)]);
        Should.Throw<ArgumentOutOfRangeException>(() => storage[(3, 2)]);
        Should.Throw<InvalidOperationException>(() => empty(2, device: META).storage<float>()).Message.ShouldContain("on meta");
    }

    // Compiles only while the functions give the common type.
    [Fact]
    public void Schedules_of_several_kinds_are_an_array_without_a_type()
    {
        using var weight = nn.Parameter(ones(1));
        using var optimizer = optim.SGD([weight], 1.0);
        var parts = new[] { optim.lr_scheduler.ConstantLR(optimizer, 0.5, total_iters: 10), optim.lr_scheduler.ExponentialLR(optimizer, 0.5) };
        var schedule = optim.lr_scheduler.SequentialLR(optimizer, parts, [2]);
        var rates = new List<double>();
        for (var step = 0; step < 5; step++)
        {
            rates.Add(optimizer.ParamGroups[0].LearningRate);
            optimizer.step();
            schedule.step();
        }

        // What PyTorch 1.13 gives: half for two steps, then from the whole rate half at each step.
        rates.ShouldBe([0.5, 0.5, 1, 0.5, 0.25], 1e-12);
    }

    [Fact]
    public void Inference_mode_can_be_asked_for()
    {
        is_inference_mode_enabled().ShouldBeFalse();
        using (inference_mode())
        {
            is_inference_mode_enabled().ShouldBeTrue();
            using (inference_mode(false))
            {
                is_inference_mode_enabled().ShouldBeFalse();
            }
        }

        using (no_grad())
        {
            is_inference_mode_enabled().ShouldBeFalse();
        }
    }

    // What the fused layers hold, which FusionTests compares with PyTorch.
    [Fact]
    public void Fusing_is_also_directly_under_utils()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(4, 3);
        using var norm = nn.BatchNorm1d(3, eps: 0.5);
        norm.running_mean!.copy_(tensor([1f, 2, 3]));
        norm.running_var!.copy_(tensor([4f, 5, 6]));
        linear.eval();
        norm.eval();
        using var fused = nn.utils.fuse_linear_bn_eval(linear, norm);
        var (weight, bias) = nn.utils.fuse_linear_bn_weights(linear.weight, linear.bias, norm.running_mean, norm.running_var, bn_eps: 0.5, norm.weight, norm.bias);
        weight.Equals(fused.weight).ShouldBeTrue();
        bias.Equals(fused.bias).ShouldBeTrue();
        var x = rand(2, 4);
        fused.call(x).allclose(norm.call(linear.call(x))).ShouldBeTrue();
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
