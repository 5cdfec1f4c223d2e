using System.Runtime.InteropServices;

namespace Thelper.Imaging.Native;

/// <summary>An image in memory, as the native libraries see it: the counterpart of <c>th_image</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeImage
{
    public nint Data;
    public long RowStride;
    public int Height;
    public int Width;
    public int Channels;
    public int Depth;
}
