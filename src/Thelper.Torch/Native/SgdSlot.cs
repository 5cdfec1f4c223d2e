using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Handles of a parameter and its momentum, laid out as <c>SgdSlot</c> in native/torch/optim.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SgdSlot
{
    public nint Parameter;
    public nint Buffer;
    public long Fresh;
}
