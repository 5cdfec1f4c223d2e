using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Runs operators in a shorter type where that is safe, on this thread, until disposed.</summary>
    /// <param name="device_type">Kind of device whose operators change.</param>
    /// <param name="dtype">The shorter type: bfloat16 on the processor; half precision or bfloat16 on CUDA. The thread's current choice when absent: bfloat16 and half precision at first.</param>
    /// <param name="enabled">False switches autocast off inside an outer scope.</param>
    /// <param name="cache_enabled">Whether converted weights are kept until the outermost scope ends; as before when absent.</param>
    /// <exception cref="UserErrorException">A type that the processor does not compute in.</exception>
    public static AutocastScope autocast(DeviceType device_type, ScalarType? dtype = null, bool enabled = true, bool? cache_enabled = null) =>
        new(device_type, dtype, enabled, cache_enabled);

    /// <summary>Runs operators in a shorter type where that is safe, on this thread, until disposed.</summary>
    /// <param name="device_type"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="dtype">The shorter type.</param>
    /// <param name="enabled">False switches autocast off inside an outer scope.</param>
    /// <param name="cache_enabled">Whether converted weights are kept until the outermost scope ends.</param>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    /// <exception cref="UserErrorException">The processor does not compute in that type with this libtorch.</exception>
    public static AutocastScope autocast(string device_type, ScalarType? dtype = null, bool enabled = true, bool? cache_enabled = null) =>
        new(new Device(device_type).type, dtype, enabled, cache_enabled);

    /// <summary>Whether autocast for CUDA is on, on this thread.</summary>
    public static bool is_autocast_enabled() => is_autocast_enabled(DeviceType.CUDA);

    /// <summary>Whether autocast is on for a kind of device, on this thread.</summary>
    public static bool is_autocast_enabled(DeviceType device_type) => Answer(LibTorch.thelper_torch_autocast_enabled((int)device_type)) != 0;

    /// <summary>Whether autocast for CUDA is on, on this thread.</summary>
    public static bool is_autocast_gpu_enabled() => is_autocast_enabled(DeviceType.CUDA);

    /// <summary>Whether autocast for the processor is on, on this thread.</summary>
    public static bool is_autocast_cpu_enabled() => is_autocast_enabled(DeviceType.CPU);

    /// <summary>Whether converted weights are kept.</summary>
    public static bool is_autocast_cache_enabled() => LibTorch.thelper_torch_autocast_cache() != 0;

    /// <summary>Switches autocast for CUDA, on this thread. <see cref="autocast(DeviceType, ScalarType?, bool, bool?)"/> also undoes it.</summary>
    public static void set_autocast_enabled(bool enabled) => _ = Answer(LibTorch.thelper_torch_set_autocast_enabled((int)DeviceType.CUDA, enabled ? 1 : 0));

    /// <summary>Switches autocast for the processor, on this thread.</summary>
    public static void set_autocast_cpu_enabled(bool enabled) => _ = Answer(LibTorch.thelper_torch_set_autocast_enabled((int)DeviceType.CPU, enabled ? 1 : 0));

    /// <summary>Sets whether converted weights are kept.</summary>
    public static void set_autocast_cache_enabled(bool enabled) => LibTorch.thelper_torch_set_autocast_cache(enabled ? 1 : 0);

    /// <summary>Element type of autocast on CUDA.</summary>
    public static ScalarType get_autocast_gpu_dtype() => (ScalarType)Answer(LibTorch.thelper_torch_autocast_dtype((int)DeviceType.CUDA));

    /// <summary>Element type of autocast on the processor.</summary>
    public static ScalarType get_autocast_cpu_dtype() => (ScalarType)Answer(LibTorch.thelper_torch_autocast_dtype((int)DeviceType.CPU));

    /// <summary>Sets the element type of autocast on CUDA, on this thread.</summary>
    public static void set_autocast_gpu_dtype(ScalarType dtype) => _ = Answer(LibTorch.thelper_torch_set_autocast_dtype((int)DeviceType.CUDA, (int)dtype));

    /// <summary>Sets the element type of autocast on the processor, on this thread.</summary>
    public static void set_autocast_cpu_dtype(ScalarType dtype) => _ = Answer(LibTorch.thelper_torch_set_autocast_dtype((int)DeviceType.CPU, (int)dtype));

    /// <summary>Enters one level of autocast without a scope; returns the depth.</summary>
    public static int autocast_increment_nesting() => LibTorch.thelper_torch_autocast_enter();

    /// <summary>Leaves one level of autocast; returns the depth.</summary>
    public static int autocast_decrement_nesting() => LibTorch.thelper_torch_autocast_leave();

    /// <summary>Forgets the converted weights of this thread.</summary>
    public static void clear_autocast_cache() => LibTorch.thelper_torch_clear_autocast_cache();

    private static int Answer(int status)
    {
        LibTorch.Check(status, "autocast");
        return status;
    }

    /// <summary>The processor's part of the library.</summary>
    public static class cpu
    {
        /// <summary>Automatic mixed precision.</summary>
        public static class amp
        {
            /// <summary>Autocast on the processor.</summary>
            /// <param name="enabled">False switches it off inside an outer scope.</param>
            /// <param name="dtype">The shorter type.</param>
            /// <param name="cache_enabled">Whether converted weights are kept until the outermost scope ends.</param>
            /// <exception cref="UserErrorException">The processor does not compute in that type with this libtorch.</exception>
            public static AutocastScope autocast(bool enabled = true, ScalarType dtype = ScalarType.BFloat16, bool cache_enabled = true) =>
                new(DeviceType.CPU, dtype, enabled, cache_enabled);
        }
    }
}
