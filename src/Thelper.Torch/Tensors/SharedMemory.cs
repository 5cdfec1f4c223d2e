using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

/// <summary>Tensors over the memory of C# arrays, which stay where they are until libtorch lets go of them.</summary>
internal static unsafe class SharedMemory
{
    /// <summary>A tensor over a part of an array.</summary>
    /// <param name="array">The elements.</param>
    /// <param name="offset">The first element.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    public static torch.Tensor Over(Array array, long offset, long[] shape)
    {
        var type = ScalarTypes.Of(array.GetType().GetElementType()!);
        var pin = new PinnedGCHandle<Array>(array);
        var first = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + (nint)(offset * type.ElementSize());
        fixed (long* sizes = shape)
        {
            var handle = LibTorch.thelper_torch_from_memory(first, sizes, shape.Length, (int)type, &Release, PinnedGCHandle<Array>.ToIntPtr(pin));
            if (handle == 0)
            {
                pin.Dispose();
            }

            return torch.Tensor.Own(LibTorch.Check(handle, "from_array"));
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint context) => PinnedGCHandle<Array>.FromIntPtr(context).Dispose();
}
