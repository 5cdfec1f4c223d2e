using System.Globalization;
using System.Runtime.InteropServices;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Compat;

/// <summary>What TorchSharp's users rely on and the compiler does not see: equality, exceptions, conversions, counts, texts.</summary>
[NoLeaks]
public sealed class MeaningTests
{
    [Fact]
    public void Tensors_are_equal_by_their_elements()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]);
        x.Equals(tensor([1f, 2f])).ShouldBeTrue();
        x.Equals((object)tensor([1f, 2f])).ShouldBeTrue();
        x.Equals(tensor([1f, 3f])).ShouldBeFalse();
        x.Equals(tensor([1.0, 2.0])).ShouldBeFalse("another type");
        x.Equals(tensor([1f, 2f]).unsqueeze(0)).ShouldBeFalse("another shape");
        var gone = tensor([1f, 2f]);
        gone.Dispose();
        x.Equals(gone).ShouldBeFalse();
        new HashSet<Tensor> { x }.Contains(tensor([1f, 2f])).ShouldBeFalse("a set tells objects apart");
    }

    [Fact]
    public void An_item_or_data_of_another_type_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]);
        x.item<float>().ShouldBe(1f);
        Should.Throw<ArgumentException>(() => x.item<double>()).Message.ShouldContain("Float32");
        Should.Throw<ArgumentException>(() => x.data<int>());
        Should.Throw<ArgumentException>(() => ones(1, dtype: @bool).item<byte>());
        x.ToDouble().ShouldBe(1);
    }

    [Fact]
    public void A_parameter_takes_the_place_of_its_tensor_in_a_scope_until_a_module_has_it()
    {
        DisposeScopeManager.Statistics.Reset();
        using var outside = ones(1).DetachFromDisposeScope().AsParameter();
        Parameter kept, gone;
        using var module = new ParameterList();
        using (var scope = NewDisposeScope())
        {
            gone = new Parameter(ones(1));
            kept = new Parameter(ones(1));
            using var other = outside.AsParameter(); // of a tensor in no scope, inside of one
            scope.Contains(gone).ShouldBeTrue();
            scope.Contains(other).ShouldBeFalse();
            DisposeScopeManager.Statistics.DetachedFromScopeCount.ShouldBe(0);
            module.append(kept);
            scope.DisposablesCount.ShouldBe(1);
        }

        (gone.IsInvalid, kept.IsInvalid).ShouldBe((true, false));
        DisposeScopeManager.Statistics.DetachedFromScopeCount.ShouldBe(1);
    }

    [Fact]
    public void Random_integers_may_be_complex()
    {
        using var scope = NewDisposeScope();
        var wide = randint(2, 5, [400], complex128);
        wide.dtype.ShouldBe(complex128);
        foreach (var part in new[] { wide.real, wide.imag, randint(3, [400], complex64).imag.to(float64) + 2 })
        {
            part.data<double>().ToArray().Distinct().Order().ShouldBe([2.0, 3.0, 4.0]);
        }

        wide.real.Equals(wide.imag).ShouldBeFalse("each part is drawn");
    }

    [Fact]
    public void Handlers_of_libtorch_errors_match()
    {
        using var scope = NewDisposeScope();
        (Record.Exception(() => ones(2, 3).mm(ones(2, 3))) is ExternalException).ShouldBeTrue();
        var gone = ones(1);
        gone.Dispose();
        (Record.Exception(() => gone.shape) is InvalidOperationException).ShouldBeTrue();
    }

    [Fact]
    public void A_forward_over_all_modules_ends_in_an_exception()
    {
        using var scope = NewDisposeScope();
        using var net = new Endless();
        using var input = ones(1);
        Should.Throw<InsufficientExecutionStackException>(() => net.forward(input)).Message.ShouldContain("children() are the modules inside");
        net.modules().First().ShouldBeSameAs(net);
    }

    [Fact]
    public void A_module_is_called_through_its_interface()
    {
        using var scope = NewDisposeScope();
        using var relu = nn.ReLU();
        nn.IModule<Tensor, Tensor> function = relu;
        function.call(tensor([-1f])).ToSingle().ShouldBe(0);
    }

    [Fact]
    public void Scopes_are_counted()
    {
        var counts = DisposeScopeManager.Statistics.TensorStatistics;
        DisposeScopeManager.Statistics.Reset();
        var outside = ones(1);
        using (var scope = NewDisposeScope())
        {
            var inside = ones(1);
            ones(1).Dispose();
            var freed = ones(1).DetachFromDisposeScope();
            scope.Attach(outside);
            scope.Attach(inside);
            counts.ToString().ShouldBe(
                "ThreadTotalLiveCount: 3; CreatedOutsideScopeCount: 1; DisposedOutsideScopeCount: 0; CreatedInScopeCount: 3; DisposedInScopeCount: 1; AttachedToScopeCount: 1; DetachedFromScopeCount: 1");
            freed.Dispose();
            counts.DisposedOutsideScopeCount.ShouldBe(1);
        }

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(0);
        counts.DisposedInScopeCount.ShouldBe(3);
    }

    [Fact]
    public void A_packed_sequence_belongs_to_its_scope()
    {
        using var outer = NewDisposeScope();
        var rows = new[] { tensor([1L, 2L]), tensor([3L]) };
        nn.utils.rnn.PackedSequence packed;
        using (var inner = NewDisposeScope())
        {
            packed = nn.utils.rnn.pack_sequence(rows);
            inner.DisposablesView.ShouldContain(packed);
            packed.MoveToOuterDisposeScope();
        }

        packed.IsInvalid.ShouldBeFalse();
        outer.Contains(packed).ShouldBeTrue();
        DisposeScopeManager.Statistics.Reset();
        packed.Dispose();
        packed.Dispose();
        DisposeScopeManager.Statistics.PackedSequenceStatistics.DisposedInScopeCount.ShouldBe(1);
        DisposeScopeManager.Statistics.TensorStatistics.DisposedInScopeCount.ShouldBe(packed.sorted_indices is null ? 2 : 4);
        outer.Contains(packed).ShouldBeFalse();
    }

    [Fact]
    public void Texts_have_the_style_that_is_asked_for()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0f, 3.141f, 6.28e-06f, -13.141529f], 2, 2);
        var invariant = CultureInfo.InvariantCulture;
        x.jlstr(cultureInfo: invariant).ShouldBe("[2x2], type = Float32, device = cpu\n        0   3.141\n 6.28e-06 -13.142\n");
        x.npstr(cultureInfo: invariant).ShouldBe("[[0, 3.141]\n [6.28e-06, -13.142]]");
        zeros(2, 2).cstr().ShouldBe("[2x2], type = Float32, device = cpu, value = \nfloat [,] {\n {0f, 0f},\n {0f, 0f}\n}");
        arange(100).ToString(numpy).ShouldBe("[0, 1, 2, ... 97, 98, 99]");
        tensor((3.14f, 6.28f)).jlstr(cultureInfo: invariant).ShouldBe("[], type = ComplexFloat32, device = cpu, value = 3.14+6.28i");
        zeros(2, 1, 2).jlstr().ShouldBe("[2x1x2], type = Float32, device = cpu\n[0,..,..] =\n 0 0\n\n[1,..,..] =\n 0 0\n");
        zeros(2, 2, 1).npstr().ShouldBe("[[[0]\n  [0]]\n\n [[0]\n  [0]]]");
        x.ToString(TensorStringStyle.Default).ShouldBe(x.str());
        x.str().ShouldStartWith("tensor(");
    }

    [Fact]
    public void New_tensors_are_made_where_the_default_says()
    {
        using var scope = NewDisposeScope();
        get_default_device().ShouldBe(CPU);
        set_default_device("meta");
        try
        {
            ones(2).device_type.ShouldBe(DeviceType.META);
            rand(2, 3).device_type.ShouldBe(DeviceType.META);
            ones(2, device: CPU).device_type.ShouldBe(DeviceType.CPU);
        }
        finally
        {
            set_default_device(CPU);
        }

        ones(2).device_type.ShouldBe(DeviceType.CPU);
    }

    [Fact]
    public void Results_and_arguments_have_TorchSharps_names_and_forms()
    {
        using var scope = NewDisposeScope();
        var x = tensor([3f, 1f, 2f]);
        x.sort().Values.ShouldBe(tensor([1f, 2f, 3f]));
        x.sort().Indices.ShouldBe(tensor([1L, 2L, 0L]));
        topk(x, 1).indices.ShouldBe(tensor([0L]));
        x.cummax(0).indexes.ShouldBe(tensor([0L, 0L, 0L]));
        var image = arange(16).reshape(1, 1, 4, 4).to(float32);
        nn.functional.max_pool2d(image, (2, 2)).shape.ShouldBe([1, 1, 2, 2]);
        nn.functional.max_pool2d_with_indices(image, [2, 2]).indices.shape.ShouldBe([1, 1, 2, 2]);
        nn.functional.avg_pool2d(image, (2, 4)).shape.ShouldBe([1, 1, 2, 1]);
        nn.init.CalculateFanInAndFanOut(ones(2, 3, 4)).ShouldBe((12, 8));
        (x.data<float>() == tensor([3f, 1f, 2f]).data<float>()).ShouldBeTrue();
        x.div(2, RoundingMode.floor).ShouldBe(tensor([1f, 0f, 1f]));
        x.kthvalue(1, null).indices.ToInt64().ShouldBe(1);
        image.unflatten(0, new Size(1, 1)).shape.ShouldBe([1, 1, 1, 4, 4]);
        arange(8).hsplit(tensor([2L, 5L])).Select(part => part.numel()).ShouldBe([2, 3, 3]);
        cuda_is_available().ShouldBe(cuda.is_available());
        using var upsample = nn.Upsample(scale_factor: [2.0], mode: UpsampleMode.Bilinear);
        upsample.mode.ShouldBe(UpsampleMode.Bilinear);
    }

    [Fact]
    public void Containers_of_parameters_are_lists_and_dictionaries()
    {
        using var list = new ParameterList(ones(1).AsParameter(), ones(2).AsParameter(), ones(3).AsParameter());
        var second = list[1];
        list.Remove(second).ShouldBeTrue();
        list.Insert(0, second);
        list.named_parameters().Select(entry => (entry.name, entry.parameter.numel())).ShouldBe([("0", 2), ("1", 1), ("2", 3)]);
        list.IndexOf(second).ShouldBe(0);
        using var dictionary = new ParameterDict(("a", ones(1).AsParameter()), ("b", ones(2).AsParameter()));
        dictionary[1].ShouldBe(("b", dictionary["b"]));
        dictionary.IndexOf(("b", dictionary["b"])).ShouldBe(1);
        using var removed = dictionary["a"];
        dictionary.RemoveAt(0);
        dictionary.named_parameters().Select(entry => entry.name).ShouldBe(["b"]);
    }

    private sealed class Endless : Sequential
    {
        public Endless() => append("relu", nn.ReLU());

        public override Tensor forward(Tensor input)
        {
            foreach (var module in modules())
            {
                input = ((nn.Module<Tensor, Tensor>)module).call(input);
            }

            return input;
        }
    }
}
