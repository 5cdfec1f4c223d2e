using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class cuda
    {
        /// <summary>Gives memory that no tensor uses back to the driver.</summary>
        public static void empty_cache()
        {
            if (is_available())
            {
                LibTorch.Check(LibTorch.thelper_torch_empty_cache(), "torch.cuda.empty_cache");
            }
        }

        /// <summary>Bytes that tensors use.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static long memory_allocated(Device? device = null) => Statistics(device)[0];

        /// <summary>Most bytes that tensors used since the start or <see cref="reset_peak_memory_stats"/>.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static long max_memory_allocated(Device? device = null) => Statistics(device)[1];

        /// <summary>Bytes taken from the driver.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static long memory_reserved(Device? device = null) => Statistics(device)[2];

        /// <summary>Most bytes taken from the driver since the start or <see cref="reset_peak_memory_stats"/>.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static long max_memory_reserved(Device? device = null) => Statistics(device)[3];

        /// <summary>Counts by PyTorch's names, such as <c>allocated_bytes.all.peak</c>.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static IReadOnlyDictionary<string, long> memory_stats(Device? device = null)
        {
            string[] names =
            [
                "allocated_bytes.all.current", "allocated_bytes.all.peak", "reserved_bytes.all.current", "reserved_bytes.all.peak",
                "active_bytes.all.current", "active_bytes.all.peak", "num_ooms", "num_alloc_retries",
            ];
            return names.Zip(Statistics(device)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        }

        /// <summary>Starts the peaks again from what is in use now.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static void reset_peak_memory_stats(Device? device = null) =>
            LibTorch.Check(LibTorch.thelper_torch_reset_peak_memory(Packed(device)), "torch.cuda.reset_peak_memory_stats");

        /// <summary>Bytes of a device that are free, and all of them, for every program together.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static unsafe (long Free, long Total) mem_get_info(Device? device = null)
        {
            long free, total;
            LibTorch.Check(LibTorch.thelper_torch_memory_info(Packed(device), &free, &total), "torch.cuda.mem_get_info");
            return (free, total);
        }

        private static unsafe long[] Statistics(Device? device)
        {
            var numbers = new long[8];
            fixed (long* first = numbers)
            {
                LibTorch.Check(LibTorch.thelper_torch_memory_stats(Packed(device), first), "torch.cuda.memory_stats");
            }

            return numbers;
        }
    }
}
