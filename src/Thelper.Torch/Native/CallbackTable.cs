using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>The functions that native code calls, laid out as <c>Callbacks</c> in native/torch/callbacks.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CallbackTable
{
    public delegate* unmanaged<nint, nint, nint*, nint*, int> Hook;
    public delegate* unmanaged<nint, nint, nint*, long, nint*, long, nint*, int> Backward;
    public delegate* unmanaged<byte*> Stack;
    public delegate* unmanaged<nint, void> Release;
}
