using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>What tensors, types and generators need beyond operators.</summary>
internal static unsafe partial class LibTorch
{
    [DllImport(Library)]
    internal static extern nint thelper_torch_from_memory(nint data, long* sizes, long dimensions, int dtype, delegate* unmanaged<nint, void> release, nint context);

    [DllImport(Library)]
    internal static extern int thelper_torch_default_dtype();

    [DllImport(Library)]
    internal static extern int thelper_torch_set_default_dtype(int dtype);
}
