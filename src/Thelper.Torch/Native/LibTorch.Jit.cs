using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <content>TorchScript.</content>
internal static unsafe partial class LibTorch
{
    [DllImport(Library)]
    internal static extern nint thelper_torch_jit_new(byte* name);

    [DllImport(Library)]
    internal static extern void thelper_torch_jit_release(nint script);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_register(nint script, byte* path, nint tensor, int buffer);

    [DllImport(Library)]
    internal static extern void thelper_torch_jit_receive(nint receiver, byte* text, long size, nint* tensors, long count);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_trace(nint script, nint* inputs, long count, byte** names, delegate* unmanaged<nint, nint*, long, nint, nint*, int> forward, nint target);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_constant(nint tensor);

    [DllImport(Library)]
    internal static extern void thelper_torch_jit_scope(byte* name);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_save(nint script, byte* path, byte** extra, long count);

    [DllImport(Library)]
    internal static extern nint thelper_torch_jit_load(byte* path, byte** extra, long count, delegate* unmanaged<nint, byte*, byte*, long, void> receive, nint context);

    [DllImport(Library)]
    internal static extern long thelper_torch_jit_call(nint script, byte* text, long size, nint* tensors, long count, byte** resultText, nint** results);

    [DllImport(Library)]
    internal static extern nint thelper_torch_jit_optimized(nint script);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_train(nint script, int on);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_to(nint script, long device);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_tensors(nint script, delegate* unmanaged<nint, byte*, nint, int, void> receive, nint context);

    [DllImport(Library)]
    internal static extern nint thelper_torch_jit_graph(nint script, int functional, nint** tensors, long* count);

    [DllImport(Library)]
    internal static extern int thelper_torch_jit_use_size(nint script, long node, long input, long value, long dimension, long times, long by);
}
