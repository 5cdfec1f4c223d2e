using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    private static readonly string[] Precisions = ["highest", "high", "medium"];

    /// <summary>Refuses operators without a deterministic form, or only warns about them (see <see cref="OnWarning"/>).</summary>
    public static void use_deterministic_algorithms(bool mode = true, bool warn_only = false) => LibTorch.thelper_torch_set_deterministic(mode ? (warn_only ? 2 : 1) : 0);

    /// <summary>Whether operators without a deterministic form are refused or warned about.</summary>
    public static bool are_deterministic_algorithms_enabled() => LibTorch.thelper_torch_deterministic() != 0;

    /// <summary>Whether operators without a deterministic form are only warned about.</summary>
    public static bool is_deterministic_algorithms_warn_only_enabled() => LibTorch.thelper_torch_deterministic() == 2;

    /// <summary>Sets what happens to operators without a deterministic form.</summary>
    public static void set_deterministic_debug_mode(DebugMode mode) => LibTorch.thelper_torch_set_deterministic(mode switch { DebugMode.@default => 0, DebugMode.warn => 2, _ => 1 });

    /// <summary>What happens to operators without a deterministic form.</summary>
    public static DebugMode get_deterministic_debug_mode() => LibTorch.thelper_torch_deterministic() switch { 0 => DebugMode.@default, 2 => DebugMode.warn, _ => DebugMode.error };

    /// <summary>How exact products of float32 matrices are: <c>highest</c>, <c>high</c> or <c>medium</c>. Matters on devices with faster, coarser units.</summary>
    /// <exception cref="UserErrorException">Another word.</exception>
    public static void set_float32_matmul_precision(string precision)
    {
        var place = Array.IndexOf(Precisions, precision);
        if (place < 0)
        {
            throw new UserErrorException($"set_float32_matmul_precision: '{precision}' is none of highest, high and medium.");
        }

        LibTorch.thelper_torch_set_matmul_precision(place);
    }

    /// <summary>How exact products of float32 matrices are.</summary>
    public static string get_float32_matmul_precision() => Precisions[LibTorch.thelper_torch_matmul_precision()];

    /// <summary>Counts denormal numbers as zero on this thread. False where the processor cannot.</summary>
    public static bool set_flush_denormal(bool mode) => LibTorch.thelper_torch_flush_denormal(mode ? 1 : 0) != 0;
}
