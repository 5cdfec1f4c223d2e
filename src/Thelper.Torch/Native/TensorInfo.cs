using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Metadata of a tensor, laid out as <c>Info</c> in native/torch/tensor.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorInfo
{
    public long* Sizes;
    public long* Strides;
    public nint Data;
    public long Dimensions;
    public long Elements;
    public long Device;
    public int DType;
    public int Layout;
    public int Flags;
    public int Reserved;
}
