using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Handles of a parameter and its state, laid out as <c>AdamSlot</c> in native/torch/optim.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AdamSlot
{
    public nint Parameter;
    public nint Step;
    public nint Mean;
    public nint Square;
    public nint Greatest;
}
