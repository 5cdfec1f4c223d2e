using System.Runtime.InteropServices;
using Thelper.Torch.Native;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>What is known about a CUDA device.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Major">Compute capability, before the point.</param>
/// <param name="Minor">Compute capability, behind the point.</param>
/// <param name="MultiProcessorCount">Number of multiprocessors.</param>
/// <param name="TotalMemory">Bytes of memory.</param>
public sealed record CudaDeviceProperties(string Name, int Major, int Minor, int MultiProcessorCount, long TotalMemory)
{
    internal static unsafe CudaDeviceProperties Of(Device? device)
    {
        nint text;
        var numbers = stackalloc long[4];
        LibTorch.Check(LibTorch.thelper_torch_device_properties(cuda.Packed(device), &text, numbers), "torch.cuda.get_device_properties");
        var name = Marshal.PtrToStringUTF8(text)!;
        LibTorch.thelper_torch_free(text);
        return new CudaDeviceProperties(name, (int)numbers[0], (int)numbers[1], (int)numbers[2], numbers[3]);
    }
}
