using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Version of libtorch, such as <c>1.13.1</c>.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(LibTorch.thelper_torch_version())!;

    /// <summary>Opens a scope on this thread: tensors made before its end are released with it.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Restarts the default generators of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        for (var device = 0; device < cuda.device_count(); device++)
        {
            Generator.Default(new Device(DeviceType.CUDA, device)).manual_seed(seed);
        }

        return Generator.Default().manual_seed(seed);
    }

    /// <summary>State of the processor's default generator.</summary>
    public static Tensor get_rng_state() => Generator.Default().get_state();

    /// <summary>Continues the processor's default generator from a state.</summary>
    public static void set_rng_state(Tensor state) => Generator.Default().set_state(state);

    /// <summary>Threads of one operator, on the calling thread.</summary>
    public static int get_num_threads() => LibTorch.thelper_torch_threads();

    /// <summary>Sets the threads of one operator. OpenMP keeps the number per calling thread: loader threads set their own.</summary>
    public static void set_num_threads(int count) => LibTorch.Check(LibTorch.thelper_torch_set_threads(count), "set_num_threads");

    /// <summary>Threads for operators that run side by side.</summary>
    public static int get_num_interop_threads() => LibTorch.thelper_torch_interop_threads();

    /// <summary>Sets the threads for operators that run side by side; once per process, before the first use.</summary>
    public static void set_num_interop_threads(int count) => LibTorch.Check(LibTorch.thelper_torch_set_interop_threads(count), "set_num_interop_threads");

    /// <summary>Refuses operators without a deterministic form.</summary>
    /// <param name="mode">On or off.</param>
    /// <param name="warn_only">Warn instead (see <see cref="OnWarning"/>).</param>
    public static void use_deterministic_algorithms(bool mode, bool warn_only = false) => LibTorch.thelper_torch_set_deterministic(mode ? 1 : 0, warn_only ? 1 : 0);

    /// <summary>Whether operators without a deterministic form only warn.</summary>
    public static bool is_deterministic_algorithms_warn_only_enabled() => LibTorch.thelper_torch_deterministic_warns() != 0;

    /// <summary>Whether operators without a deterministic form are refused.</summary>
    public static bool are_deterministic_algorithms_enabled() => LibTorch.thelper_torch_deterministic() != 0;

    /// <summary>Elements of <paramref name="x"/> where the condition holds, of <paramref name="y"/> elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => aten.where_self(condition, x, y);

    /// <summary>Positions of true elements, one tensor per dimension.</summary>
    public static Tensor[] where(Tensor condition) => aten.where(condition);

    /// <summary>Coordinate grids of several one-dimensional tensors.</summary>
    /// <param name="tensors">The coordinates.</param>
    /// <param name="indexing"><c>ij</c> or <c>xy</c>.</param>
    public static Tensor[] meshgrid(IReadOnlyList<Tensor> tensors, string indexing = "ij") => aten.meshgrid_indexing(tensors, indexing);

    /// <summary>Sum of products in Einstein's notation.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => aten.einsum(equation, tensors, null);
}
