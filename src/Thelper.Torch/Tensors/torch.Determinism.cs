namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Sets what happens to operators without a deterministic form.</summary>
    public static void set_deterministic_debug_mode(DebugMode mode) => use_deterministic_algorithms(mode != DebugMode.@default, warn_only: mode == DebugMode.warn);

    /// <summary>What happens to operators without a deterministic form.</summary>
    public static DebugMode get_deterministic_debug_mode() =>
        !are_deterministic_algorithms_enabled() ? DebugMode.@default : is_deterministic_algorithms_warn_only_enabled() ? DebugMode.warn : DebugMode.error;
}
