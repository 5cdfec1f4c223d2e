using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Version of libtorch, such as <c>1.13.1</c>.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(LibTorch.thelper_torch_version())!;

    /// <summary>Opens a scope on this thread: tensors made before its end are released with it.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>The innermost open scope of this thread; null outside of all.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Here.Current;

    /// <summary>Threads of one operator, on the calling thread.</summary>
    public static int get_num_threads() => LibTorch.thelper_torch_threads();

    /// <summary>Sets the threads of one operator. OpenMP keeps the number per calling thread: loader threads set their own.</summary>
    /// <remarks>OpenBLAS gets the same number, for the whole process.</remarks>
    public static void set_num_threads(int num)
    {
        LibTorch.Check(LibTorch.thelper_torch_set_threads(num), "set_num_threads");
        OpenBlas.SetThreads(num);
    }

    /// <summary>Threads for operators that run side by side.</summary>
    public static int get_num_interop_threads() => LibTorch.thelper_torch_interop_threads();

    /// <summary>Sets the threads for operators that run side by side; once per process, before the first use.</summary>
    public static void set_num_interop_threads(int count) => LibTorch.Check(LibTorch.thelper_torch_set_interop_threads(count), "set_num_interop_threads");

    /// <summary>Refuses operators without a deterministic form.</summary>
    /// <param name="mode">On or off.</param>
    /// <param name="warn_only">Warn instead (see <see cref="OnWarning"/>).</param>
    public static void use_deterministic_algorithms(bool mode = true, bool warn_only = false) => LibTorch.thelper_torch_set_deterministic(mode ? 1 : 0, warn_only ? 1 : 0);

    /// <summary>Whether operators without a deterministic form only warn.</summary>
    public static bool is_deterministic_algorithms_warn_only_enabled() => LibTorch.thelper_torch_deterministic_warns() != 0;

    /// <summary>Whether operators without a deterministic form are refused.</summary>
    public static bool are_deterministic_algorithms_enabled() => LibTorch.thelper_torch_deterministic() != 0;

    /// <summary>Exponentials divided by their sum along a dimension.</summary>
    public static Tensor softmax(Tensor input, long dim) => aten.softmax_int(input, dim);

    /// <inheritdoc cref="softmax(Tensor, long)"/>
    public static Tensor softmax(Tensor input, long dim, ScalarType dtype) => aten.softmax_int(input, dim, dtype);

    /// <summary>Logarithms of <see cref="softmax(Tensor, long)"/>, without loss of small values.</summary>
    public static Tensor log_softmax(Tensor input, long dim) => aten.log_softmax_int(input, dim);

    /// <inheritdoc cref="log_softmax(Tensor, long)"/>
    public static Tensor log_softmax(Tensor input, long dim, ScalarType dtype) => aten.log_softmax_int(input, dim, dtype);

    /// <summary>A power of two numbers, as a tensor without dimensions.</summary>
    public static Tensor pow(Scalar self, Scalar exponent)
    {
        using var based = tensor(self).DetachFromDisposeScope();
        return aten.pow_Tensor_Scalar(based, exponent);
    }
}
