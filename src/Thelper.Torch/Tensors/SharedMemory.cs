using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

/// <summary>Tensors over the memory of C# arrays, which stay where they are until libtorch lets go of them.</summary>
internal static unsafe class SharedMemory
{
    /// <summary>A tensor over all of an array.</summary>
    /// <param name="array">The elements.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <exception cref="ArgumentException">The shape is one of another number of elements.</exception>
    public static torch.Tensor Over(Array array, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(shape);
        if (Array.Exists(shape, size => size < 0) || shape.Aggregate(BigInteger.One, (count, size) => count * size) != array.LongLength)
        {
            throw new ArgumentException($"shape [{string.Join(", ", shape)}] does not hold {array.LongLength} elements", nameof(shape));
        }

        return Over(array, 0, shape);
    }

    /// <summary>A tensor over a part of an array, which must have as many elements from the first on.</summary>
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
