using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>CUDA devices. Without one, whatever needs it throws <see cref="TorchException"/> saying so.</summary>
    public static partial class cuda
    {
        private static readonly Lazy<int> Count = new(() => LibTorch.thelper_torch_device_count((int)DeviceType.CUDA));

        /// <summary>True where libtorch was built with CUDA and sees a device.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>Number of devices.</summary>
        public static int device_count() => Count.Value;

        /// <summary>Whether libtorch was built with cuDNN.</summary>
        public static bool is_cudnn_available() => backends.cudnn.is_available();

        /// <summary>Whether the current device computes in bfloat16.</summary>
        public static bool is_bf16_supported() => is_available() && get_device_capability().Major >= 8;

        /// <summary>Number of the thread's current device.</summary>
        public static unsafe int current_device()
        {
            long current;
            LibTorch.Check(LibTorch.thelper_torch_current_device(CUDA.Packed, &current), "torch.cuda.current_device");
            return Device.Unpack(current).index;
        }

        /// <summary>Makes a device the thread's current one.</summary>
        public static void set_device(int device) => set_device(new Device(DeviceType.CUDA, device));

        /// <summary>Makes a device the thread's current one.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static void set_device(Device device) => LibTorch.Check(LibTorch.thelper_torch_set_device(Packed(device)), "torch.cuda.set_device");

        /// <summary>Makes a device the thread's current one until disposed.</summary>
        public static IDisposable device(int index) => new DeviceScope(index);

        /// <summary>Waits until all work of a device is done.</summary>
        /// <param name="device">The device; the current one when absent.</param>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static void synchronize(Device? device = null) => LibTorch.Check(LibTorch.thelper_torch_synchronize(Packed(device)), "torch.cuda.synchronize");

        /// <summary>Waits until all work of a device is done.</summary>
        /// <param name="device">Its number.</param>
        public static void synchronize(long device) => synchronize(new Device(DeviceType.CUDA, checked((int)device)));

        /// <summary>Restarts the current device's default generator.</summary>
        public static Generator manual_seed(long seed) => Generator.DefaultOf(new Device(DeviceType.CUDA, current_device())).manual_seed(seed);

        /// <summary>Restarts the default generators of all devices; nothing where there is none.</summary>
        public static void manual_seed_all(long seed)
        {
            for (var index = 0; index < device_count(); index++)
            {
                Generator.DefaultOf(new Device(DeviceType.CUDA, index)).manual_seed(seed);
            }
        }

        /// <summary>State of a device's default generator.</summary>
        public static Tensor get_rng_state(Device? device = null) => Generator.DefaultOf(Numbered(device)).get_state();

        /// <summary>Continues a device's default generator from a state.</summary>
        public static void set_rng_state(Tensor new_state, Device? device = null) => Generator.DefaultOf(Numbered(device)).set_state(new_state);

        /// <summary>Name of a device.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static string get_device_name(Device? device = null) => CudaDeviceProperties.Of(device).Name;

        /// <summary>Compute capability of a device.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static (int Major, int Minor) get_device_capability(Device? device = null)
        {
            var properties = CudaDeviceProperties.Of(device);
            return (properties.Major, properties.Minor);
        }

        /// <summary>What is known about a device.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static CudaDeviceProperties get_device_properties(Device? device = null) => CudaDeviceProperties.Of(device);

        internal static long Packed(Device? device) => device is null ? CUDA.Packed
            : device.type == DeviceType.CUDA ? device.Packed
            : throw new UserErrorException($"'{device}' is no CUDA device: pass cuda or cuda:N");

        private static Device Numbered(Device? device) => device is { index: >= 0 } ? device : new Device(DeviceType.CUDA, current_device());

        private sealed class DeviceScope : IDisposable
        {
            private readonly int before = current_device();

            public DeviceScope(int index) => set_device(index);

            public void Dispose() => set_device(before);
        }

        /// <summary>Automatic mixed precision on CUDA.</summary>
        public static class amp
        {
            /// <summary>Autocast on CUDA.</summary>
            /// <param name="enabled">False switches it off inside an outer scope.</param>
            /// <param name="dtype">The shorter type.</param>
            /// <param name="cache_enabled">Whether converted weights are kept until the outermost scope ends.</param>
            /// <exception cref="UserErrorException">The processor does not compute in that type with this libtorch.</exception>
            public static AutocastScope autocast(bool enabled = true, ScalarType dtype = ScalarType.Float16, bool cache_enabled = true) =>
                new(DeviceType.CUDA, dtype, enabled, cache_enabled);

            /// <summary>Scales losses so that gradients in half precision do not vanish.</summary>
            /// <inheritdoc cref="Amp.GradScaler(Device, float, float, float, int, bool)"/>
            public static Amp.GradScaler GradScaler(float init_scale = 65536f, float growth_factor = 2f, float backoff_factor = 0.5f, int growth_interval = 2000, bool enabled = true) =>
                new(CUDA, init_scale, growth_factor, backoff_factor, growth_interval, enabled);
        }
    }
}
