using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <content>Hooks, functions with their own backward pass, anomaly mode, autocast.</content>
internal static unsafe partial class LibTorch
{
    [DllImport(Library)]
    internal static extern void thelper_torch_set_callbacks(CallbackTable* table);

    [DllImport(Library)]
    internal static extern void thelper_torch_use_engine();

    [DllImport(Library)]
    internal static extern nint thelper_torch_take_exception(nint* owner);

    [DllImport(Library)]
    internal static extern void thelper_torch_drop_exception(nint owner);

    [DllImport(Library)]
    internal static extern nint thelper_torch_register_hook(nint tensor, nint target);

    [DllImport(Library)]
    internal static extern void thelper_torch_remove_hook(nint handle);

    [DllImport(Library)]
    internal static extern void thelper_torch_forget_hook(nint handle);

    [DllImport(Library)]
    internal static extern int thelper_torch_retain_grad(nint tensor);

    [DllImport(Library)]
    internal static extern long thelper_torch_version_of(nint tensor);

    [DllImport(Library)]
    internal static extern nint thelper_torch_grad_fn(nint tensor);

    [DllImport(Library)]
    internal static extern nint thelper_torch_function_new(nint target, byte* name, nint* inputs, long count);

    [DllImport(Library)]
    internal static extern void thelper_torch_function_release(nint node);

    [DllImport(Library)]
    internal static extern int thelper_torch_function_finish(
        nint node, nint* inputs, long inputCount, nint* outputs, nint* results, long outputCount, nint* dirty, long dirtyCount, nint* constant, long constantCount, nint* save, long saveCount, int materialize);

    [DllImport(Library)]
    internal static extern long thelper_torch_function_saved_count(nint node);

    [DllImport(Library)]
    internal static extern int thelper_torch_function_saved(nint node, nint* results, long count);

    [DllImport(Library)]
    internal static extern int thelper_torch_function_needs(nint node, long input);

    [DllImport(Library)]
    internal static extern void thelper_torch_set_anomaly(int enabled, int checkNan);

    [DllImport(Library)]
    internal static extern int thelper_torch_anomaly();

    [DllImport(Library)]
    internal static extern int thelper_torch_anomaly_checks_nan();

    [DllImport(Library)]
    internal static extern nint thelper_torch_anomaly_report();

    [DllImport(Library)]
    internal static extern int thelper_torch_autocast_enabled(int device);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_autocast_enabled(int device, int value);

    [DllImport(Library)]
    internal static extern int thelper_torch_autocast_dtype(int device);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_autocast_dtype(int device, int dtype);

    [DllImport(Library)]
    internal static extern int thelper_torch_autocast_cache();

    [DllImport(Library)]
    internal static extern void thelper_torch_set_autocast_cache(int value);

    [DllImport(Library)]
    internal static extern int thelper_torch_autocast_enter();

    [DllImport(Library)]
    internal static extern int thelper_torch_autocast_leave();

    [DllImport(Library)]
    internal static extern void thelper_torch_clear_autocast_cache();
}
