using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>How exact products of 32-bit matrices are: <c>highest</c>, <c>high</c> or <c>medium</c>.</summary>
    public static string get_float32_matmul_precision() => LibTorch.thelper_torch_matmul_precision() switch { 0 => "highest", 1 => "high", _ => "medium" };

    /// <summary>Sets how exact products of 32-bit matrices are.</summary>
    /// <param name="precision"><c>highest</c> (the default), <c>high</c> or <c>medium</c>.</param>
    /// <exception cref="UserErrorException">Another word.</exception>
    public static void set_float32_matmul_precision(string precision)
    {
        var level = Array.IndexOf(["highest", "high", "medium"], precision);
        if (level < 0)
        {
            throw new UserErrorException($"'{precision}' is no precision of matrix products: pass highest, high or medium");
        }

        LibTorch.Check(LibTorch.thelper_torch_set_matmul_precision(level), "set_float32_matmul_precision");
    }

    /// <summary>Treats numbers too small for full precision as zero. False where the processor cannot.</summary>
    public static bool set_flush_denormal(bool mode)
    {
        var answer = LibTorch.thelper_torch_set_flush_denormal(mode ? 1 : 0);
        LibTorch.Check(answer, "set_flush_denormal");
        return answer != 0;
    }

    private static bool Get(Switch flag)
    {
        var answer = LibTorch.thelper_torch_flag(flag);
        LibTorch.Check(answer, flag.ToString());
        return answer != 0;
    }

    private static void Set(Switch flag, bool value) => LibTorch.Check(LibTorch.thelper_torch_set_flag(flag, value ? 1 : 0), flag.ToString());

    /// <summary>Settings of the libraries that libtorch computes with.</summary>
    public static class backends
    {
        /// <summary>cuDNN.</summary>
        public static class cudnn
        {
            /// <summary>Whether cuDNN is used where it can be.</summary>
            public static bool enabled
            {
                get => Get(Switch.CudnnEnabled);
                set => Set(Switch.CudnnEnabled, value);
            }

            /// <summary>Whether cuDNN tries several algorithms and keeps the fastest.</summary>
            public static bool benchmark
            {
                get => Get(Switch.CudnnBenchmark);
                set => Set(Switch.CudnnBenchmark, value);
            }

            /// <summary>Whether cuDNN keeps to deterministic algorithms.</summary>
            public static bool deterministic
            {
                get => Get(Switch.CudnnDeterministic);
                set => Set(Switch.CudnnDeterministic, value);
            }

            /// <summary>Whether convolutions may compute with the shorter TF32.</summary>
            public static bool allow_tf32
            {
                get => Get(Switch.CudnnTf32);
                set => Set(Switch.CudnnTf32, value);
            }

            /// <summary>Whether libtorch was built with cuDNN.</summary>
            public static bool is_available() => LibTorch.thelper_torch_has_cudnn() != 0;
        }

        /// <summary>CUDA.</summary>
        public static class cuda
        {
            /// <summary>Whether this program was built against a libtorch with CUDA.</summary>
            public static bool is_built() => LibTorch.thelper_torch_built_with_cuda() != 0;

            /// <summary>Products of matrices.</summary>
            public static class matmul
            {
                /// <summary>Whether they may compute with the shorter TF32.</summary>
                public static bool allow_tf32
                {
                    get => Get(Switch.MatmulTf32);
                    set => Set(Switch.MatmulTf32, value);
                }

                /// <summary>Whether sums in half precision may be kept in it.</summary>
                public static bool allow_fp16_reduced_precision_reduction
                {
                    get => Get(Switch.ReducedFp16);
                    set => Set(Switch.ReducedFp16, value);
                }
            }
        }

        /// <summary>oneDNN, for the processor.</summary>
        public static class mkldnn
        {
            /// <summary>Whether it is used where it can be.</summary>
            public static bool enabled
            {
                get => Get(Switch.MkldnnEnabled);
                set => Set(Switch.MkldnnEnabled, value);
            }
        }
    }

    /// <summary>Settings of cuDNN, by function. <see cref="backends.cudnn"/> has the same as properties.</summary>
    public static class cudnn
    {
        /// <summary>Sets whether cuDNN tries several algorithms and keeps the fastest.</summary>
        public static void set_benchmark(bool value) => backends.cudnn.benchmark = value;

        /// <summary>Sets whether cuDNN keeps to deterministic algorithms.</summary>
        public static void set_deterministic(bool value) => backends.cudnn.deterministic = value;
    }

    /// <summary>How libtorch was built, in its own words.</summary>
    public static class __config__
    {
        /// <summary>Threads and the libraries that use them.</summary>
        public static string parallel_info()
        {
            var text = LibTorch.Check(LibTorch.thelper_torch_parallel_info(), "parallel_info");
            var info = Marshal.PtrToStringUTF8(text)!;
            LibTorch.thelper_torch_free(text);
            return info;
        }
    }
}
