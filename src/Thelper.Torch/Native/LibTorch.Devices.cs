using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <content>Devices, streams, events, memory.</content>
internal static unsafe partial class LibTorch
{
    [DllImport(Library)]
    internal static extern int thelper_torch_device_count(int type);

    [DllImport(Library)]
    internal static extern int thelper_torch_current_device(long device, long* current);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_device(long device);

    [DllImport(Library)]
    internal static extern int thelper_torch_synchronize(long device);

    [DllImport(Library)]
    internal static extern int thelper_torch_current_stream(long device, long* streamDevice, long* id);

    [DllImport(Library)]
    internal static extern int thelper_torch_default_stream(long device, long* streamDevice, long* id);

    [DllImport(Library)]
    internal static extern int thelper_torch_new_stream(long device, int highPriority, long* streamDevice, long* id);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_stream(long device, long id);

    [DllImport(Library)]
    internal static extern int thelper_torch_query_stream(long device, long id);

    [DllImport(Library)]
    internal static extern int thelper_torch_synchronize_stream(long device, long id);

    [DllImport(Library)]
    internal static extern int thelper_torch_record_stream(nint tensor, long device, long id);

    [DllImport(Library)]
    internal static extern nint thelper_torch_new_event(long device, int timing);

    [DllImport(Library)]
    internal static extern void thelper_torch_release_event(nint handle);

    [DllImport(Library)]
    internal static extern int thelper_torch_record_event(nint handle, long device, long id);

    [DllImport(Library)]
    internal static extern int thelper_torch_wait_event(nint handle, long device, long id);

    [DllImport(Library)]
    internal static extern int thelper_torch_query_event(nint handle);

    [DllImport(Library)]
    internal static extern int thelper_torch_synchronize_event(nint handle);

    [DllImport(Library)]
    internal static extern int thelper_torch_event_elapsed(nint first, nint second, double* milliseconds);

    [DllImport(Library)]
    internal static extern int thelper_torch_built_with_cuda();

    [DllImport(Library)]
    internal static extern int thelper_torch_empty_cache();

    [DllImport(Library)]
    internal static extern int thelper_torch_memory_stats(long device, long* numbers);

    [DllImport(Library)]
    internal static extern int thelper_torch_reset_peak_memory(long device);

    [DllImport(Library)]
    internal static extern int thelper_torch_memory_info(long device, long* free, long* total);

    [DllImport(Library)]
    internal static extern int thelper_torch_device_properties(long device, nint* name, long* numbers);
}
