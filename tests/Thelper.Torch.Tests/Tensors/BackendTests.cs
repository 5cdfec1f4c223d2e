using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public sealed class BackendTests
{
    [Fact]
    public void Switches_keep_their_values()
    {
        var before = (backends.cudnn.benchmark, backends.cudnn.allow_tf32, backends.mkldnn.enabled);
        try
        {
            backends.cudnn.benchmark = !before.benchmark;
            backends.cudnn.benchmark.ShouldBe(!before.benchmark);
            backends.cudnn.allow_tf32 = false;
            backends.cudnn.allow_tf32.ShouldBeFalse();
            backends.mkldnn.enabled = false;
            backends.mkldnn.enabled.ShouldBeFalse();
            cudnn.set_deterministic(true);
            backends.cudnn.deterministic.ShouldBeTrue();
        }
        finally
        {
            (backends.cudnn.benchmark, backends.cudnn.allow_tf32, backends.mkldnn.enabled) = before;
            cudnn.set_deterministic(false);
        }
    }

    [Fact]
    public void Precision_of_products_has_three_levels()
    {
        get_float32_matmul_precision().ShouldBe("highest");
        try
        {
            set_float32_matmul_precision("medium");
            get_float32_matmul_precision().ShouldBe("medium");
            Should.Throw<UserErrorException>(() => set_float32_matmul_precision("low")).Message.ShouldContain("highest, high or medium");
        }
        finally
        {
            set_float32_matmul_precision("highest");
        }
    }

    [Fact]
    public void Denormals_are_flushed_on_demand()
    {
        using var scope = NewDisposeScope();
        var small = tensor([1e-38f]);
        try
        {
            if (set_flush_denormal(true))
            {
                (small * 0.01f).item<float>().ShouldBe(0f);
            }
        }
        finally
        {
            set_flush_denormal(false);
        }

        (small * 0.01f).item<float>().ShouldBeGreaterThan(0f);
    }

    [Fact]
    public void Determinism_may_only_warn()
    {
        try
        {
            use_deterministic_algorithms(true, warn_only: true);
            are_deterministic_algorithms_enabled().ShouldBeTrue();
            is_deterministic_algorithms_warn_only_enabled().ShouldBeTrue();
        }
        finally
        {
            use_deterministic_algorithms(false);
        }

        is_deterministic_algorithms_warn_only_enabled().ShouldBeFalse();
    }

    [Fact]
    public void Cuda_says_why_it_is_absent()
    {
        __config__.parallel_info().ShouldContain("ATen parallel backend");
        if (cuda.is_available())
        {
            return;
        }

        cuda.device_count().ShouldBe(0);
        cuda.empty_cache();
        cuda.manual_seed_all(1);
        foreach (Action action in (Action[])[() => cuda.synchronize(), () => cuda.memory_allocated(), () => cuda.current_device(), () => _ = new cuda.Stream(), () => _ = cuda.get_device_name(), () => _ = new cuda.Event()])
        {
            var error = Should.Throw<TorchException>(action);
            (error.Message.Contains("without support for CUDA", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("no CUDA device", StringComparison.OrdinalIgnoreCase)).ShouldBeTrue(error.Message);
        }

        Should.Throw<UserErrorException>(() => cuda.synchronize(CPU)).Message.ShouldContain("no CUDA device");
    }

    [Fact]
    public void Generators_of_the_processor_are_their_own()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(5, CPU);
        using var second = new Generator(5);
        first.initial_seed().ShouldBe(5UL);
        aten.randn_generator([4], first).data<float>().ToArray().ShouldBe(aten.randn_generator([4], second).data<float>().ToArray());
    }
}
