using System.Numerics;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

/// <summary>Forms that TorchSharp's users write, and what they mean here.</summary>
[NoLeaks]
public class SurfaceTests
{
    [Fact]
    public void Numbers_mix_with_tensors()
    {
        using var scope = NewDisposeScope();
        var x = torch.tensor(new float[] { 1, 2, 4 });
        Floats((x + 1) * 0.5f - 2.0).ShouldBe([-1f, -0.5f, 0.5f]);
        Floats(1 - x).ShouldBe([0f, -1, -3]);
        Floats(x.add(1).mul(2f).sub(1L)).ShouldBe([3f, 5, 9]);
        Floats(x.clamp(2, 3)).ShouldBe([2f, 2, 3]);
        Floats(x.clamp(null, 3)).ShouldBe([1f, 2, 3]);
        Floats(torch.where(x > 1, 0, x)).ShouldBe([1f, 0, 0]);
        Floats(torch.maximum(x, 2)).ShouldBe([2f, 2, 4]);
        Floats(x.pow(2)).ShouldBe([1f, 4, 16]);
        x.eq(2).sum().item<long>().ShouldBe(1);
        (x == 2).dtype.ShouldBe(@bool);
        ((float)x.sum(), (int)x[1], (double)x[2]).ShouldBe((7f, 2, 4.0));
        torch.tensor(3).dtype.ShouldBe(int32);
        torch.tensor(3L).dtype.ShouldBe(int64);
        torch.tensor(3.0).dtype.ShouldBe(float64);
        torch.tensor((1f, -2f)).ToComplexFloat64().ShouldBe(new Complex(1, -2));
        Tensor number = 2.5f;
        number.dtype.ShouldBe(float32);
        using var scalar = 3.ToScalar();
        (x * scalar).sum().ToSingle().ShouldBe(21);
    }

    [Fact]
    public void Dimensions_and_types_are_told_apart()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 3);
        x.sum(0).shape.ShouldBe([3L]);
        x.sum(ScalarType.Float64).dtype.ShouldBe(float64);
        x.mean(0, keepdim: true).shape.ShouldBe([1L, 3]);
        x.prod(0).shape.ShouldBe([3L]);
        x.norm(1).shape.ShouldBe([2L]);
        arange(5, 0, -1).shape.ShouldBe([5L]);
        arange(0, 5).shape.ShouldBe([5L]);
        var (values, indexes) = x.max(1);
        (values.shape[0], indexes.dtype).ShouldBe((2, int64));
        x.topk(2).indexes.shape.ShouldBe([2L, 2]);
        x.to("cpu").to(float64).@float().to(CPU, float16).dtype.ShouldBe(float16);
        x.type(torch.LongTensor).dtype.ShouldBe(int64);
    }

    [Fact]
    public void Factories_take_numbers_lists_and_options()
    {
        using var scope = NewDisposeScope();
        zeros(2, 3, dtype: int64, requires_grad: false).dtype.ShouldBe(int64);
        zeros(2, 3, float64).dtype.ShouldBe(float64);
        ones(1, 2, 3, 4, 5).ndim.ShouldBe(5);
        rand([2, 2], requires_grad: true).requires_grad.ShouldBeTrue();
        torch.tensor(new[,] { { 1, 2 }, { 3, 4 } })[1, 0].item<int>().ShouldBe(3);
        torch.tensor(new List<double> { 1, 2, 3, 4 }, 2, 2, dtype: float32).shape.ShouldBe([2L, 2]);
        torch.tensor(new[] { 1f, 2 }, float64).dtype.ShouldBe(float64);
        torch.tensor(new[] { 1f, 2, 3, 4 }, [2, 2]).shape.ShouldBe([2L, 2]);
        torch.tensor([1L, 2L]).dtype.ShouldBe(int64);
        x().new_zeros(4, dtype: int32).dtype.ShouldBe(int32);
        x().randn_like().shape.ShouldBe([2L]);
        torch.tensor(new Half[] { (Half)1.5 }).ToSingle().ShouldBe(1.5f);
        torch.tensor(new[] { (1f, 2f) }).dtype.ShouldBe(complex64);
        broadcast_shapes([2, 1], [3]).ShouldBe([2L, 3]);
        sparse_coo_tensor(torch.tensor(new[,] { { 0L, 1 }, { 2, 0 } }), torch.tensor(new[] { 3f, 4 }), [2, 3]).to_dense().sum().ToSingle().ShouldBe(7);
        static Tensor x() => ones(2);
    }

    [Fact]
    public void The_default_type_reaches_factories_and_promotion()
    {
        using var scope = NewDisposeScope();
        get_default_dtype().ShouldBe(float32);
        set_default_dtype(float64);
        try
        {
            (zeros(2).dtype, rand(2).dtype, (arange(3) / 2).dtype, arange(0, 1, 0.5).dtype).ShouldBe((float64, float64, float64, float64));
        }
        finally
        {
            set_default_dtype(float32);
        }

        Should.Throw<TorchException>(() => set_default_dtype(int64)).Message.ShouldContain("floating-point");
        finfo(float32).eps.ShouldBe(1.1920928955078125e-07);
        iinfo(int8).min.ShouldBe(-128);
        (result_type(zeros(1, dtype: int32), 1.5), promote_types(int8, uint8), can_cast(float32, int32)).ShouldBe((float32, int16, false));
    }

    [Fact]
    public void Elements_are_a_list_and_a_span()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: float32).view(2, 3);
        var data = x.data<float>();
        data.Count.ShouldBe(6);
        data[1, 2].ShouldBe(5);
        data[4] = 40;
        data.Sum().ShouldBe(51);
        Span<float> span = x.data<float>();
        span[0] = 1;
        var turned = x.T.data<float>();
        turned.ToArray().ShouldBe([1f, 3, 1, 40, 2, 5]);
        ((float[,])turned.ToNDArray())[2, 1].ShouldBe(5);
        Should.Throw<InvalidOperationException>(() => x.T.data<float>().AsSpan().Length).Message.ShouldContain("contiguous");
        Should.Throw<ArgumentException>(() => x.data<double>());
        Should.Throw<ArgumentOutOfRangeException>(() => x.data<float>()[6]);
        foreach (var value in x[0].data<float>())
        {
            value.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Elements_are_copied_within_the_tensor_while_it_lives()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: float32).view(2, 3);
        foreach (var data in new[] { x.data<float>(), x.T.data<float>() })
        {
            foreach (var index in new[] { -1L, 7, long.MinValue, long.MaxValue })
            {
                Should.Throw<ArgumentOutOfRangeException>(() => data.CopyTo(new float[2], tensorIndex: index));
                Should.Throw<ArgumentOutOfRangeException>(() => data.CopyFrom(new float[2], tensorIndex: index));
            }

            data.CopyFrom([9f, 9], tensorIndex: 5);
            data.CopyTo(new float[2], tensorIndex: 6);
            data.Sum().ShouldBe(19);
        }

        var gone = x.data<float>();
        x.Dispose();
        Should.Throw<InvalidOperationException>(() => gone.ToArray());
        Should.Throw<InvalidOperationException>(() => gone.AsSpan().Length);
        Should.Throw<InvalidOperationException>(() => gone.CopyFrom(new float[1]));
    }

    [Fact]
    public void Conjugates_and_negatives_that_are_not_computed_yet_are_read_as_what_they_are()
    {
        using var scope = NewDisposeScope();
        var turned = tensor(new Complex(1, 2)).conj();
        turned.is_conj().ShouldBeTrue();
        turned.item<Complex>().ShouldBe(new Complex(1, -2));
        turned.ToComplexFloat64().ShouldBe(new Complex(1, -2));
        ((List<object>)tensor(new[] { new Complex(1, 2) }).conj().tolist()).ShouldBe([new Complex(1, -2)]);
        var negative = turned.imag;
        negative.is_neg().ShouldBeTrue();
        negative.ToDouble().ShouldBe(-2);
        foreach (Action read in (Action[])[() => turned.data<Complex>(), () => _ = turned.DataSpan<Complex>().Length, () => _ = turned.bytes.Length, () => negative.data<double>()])
        {
            Should.Throw<InvalidOperationException>(read).Message.ShouldContain("call resolve_conj() and resolve_neg() first");
        }

        negative.resolve_neg().data<double>()[0].ShouldBe(-2);
    }

    [Fact]
    public void Complex_numbers_become_real_ones_where_they_have_no_imaginary_part()
    {
        using var scope = NewDisposeScope();
        var one = tensor(new Complex(1, 0));
        (one.ToInt64(), one.ToInt32(), one.ToDouble(), one.ToBoolean()).ShouldBe((1L, 1, 1.0, true));
        var i = tensor(new Complex(0, 1));
        i.ToBoolean().ShouldBeTrue();
        tensor(new Complex(0, 0)).ToBoolean().ShouldBeFalse();
        Should.Throw<OverflowException>(() => i.ToDouble()).Message.ShouldContain("imaginary part");
        Should.Throw<OverflowException>(() => i.ToInt64());
        i.ToComplexFloat64().ShouldBe(Complex.ImaginaryOne);
    }

    [Fact]
    public void An_array_is_shared_in_a_shape_of_its_size()
    {
        using var scope = NewDisposeScope();
        var array = new float[4];
        array.ToTensor([2, 2], doCopy: false).fill_(3);
        array.ShouldBe([3f, 3, 3, 3]);
        foreach (var shape in new long[][] { [1000, 1000], [3], [-2, -2], [1L << 62, 1L << 62, 4], [] })
        {
            Should.Throw<ArgumentException>(() => array.ToTensor(shape, doCopy: false)).Message.ShouldContain("does not hold 4 elements");
        }

        Array.Empty<float>().ToTensor([5, 0], doCopy: false).shape.ShouldBe([5, 0]);
    }

    [Fact]
    public void Memory_formats_storages_and_generators_answer()
    {
        using var scope = NewDisposeScope();
        var image = rand(2, 3, 4, 5).contiguous(MemoryFormat.ChannelsLast);
        (image.is_contiguous(MemoryFormat.ChannelsLast), image.is_contiguous(), rand(2, 3, 4, 5).is_contiguous(MemoryFormat.ChannelsLast)).ShouldBe((true, false, false));
        var part = image.select(0, 1);
        part.storage_offset().ShouldBe(60);
        part.untyped_storage().ShouldBe(image.untyped_storage());
        part.clone().untyped_storage().ShouldNotBe(image.untyped_storage());
        using var generator = new Generator(5, CPU);
        var first = rand([4], generator: generator).data<float>().ToArray();
        generator.manual_seed(5);
        rand([4], generator: generator).data<float>().ToArray().ShouldBe(first);
        generator.initial_seed().ShouldBe(5UL);
        manual_seed(1);
        var expected = rand(2).data<float>().ToArray();
        manual_seed(1);
        using (random.fork_rng())
        {
            _ = rand(10);
        }

        rand(2).data<float>().ToArray().ShouldBe(expected);
        use_deterministic_algorithms(true, warn_only: true);
        (are_deterministic_algorithms_enabled(), is_deterministic_algorithms_warn_only_enabled()).ShouldBe((true, true));
        use_deterministic_algorithms(false);
        are_deterministic_algorithms_enabled().ShouldBeFalse();
    }

    private static float[] Floats(Tensor tensor) => tensor.data<float>().ToArray();
}
