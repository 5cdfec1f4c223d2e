using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>Makes tensors of numpy arrays that a pickle holds in itself.</summary>
internal static class NumpyLoader
{
    /// <summary>The array as a tensor of the same shape and, in memory, of the same order.</summary>
    public static Tensor Load(NumpyArray array)
    {
        var type = array.Type!;
        var target = type.TensorType!.Value;
        var shape = array.Fortran ? array.Shape.Reverse().ToArray() : array.Shape;
        var tensor = empty(shape, target, CPU);
        try
        {
            Widen(type, array.Data, tensor.DataPointer, tensor.numel() * target.ElementSize());
            if (array.Fortran && shape.Length > 1)
            {
                using (tensor)
                {
                    return aten.permute(tensor, [.. Enumerable.Range(0, shape.Length).Reverse().Select(i => (long)i)]);
                }
            }

            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static unsafe void Widen(NumpyType type, byte[] data, nint destination, long bytes)
    {
        var target = new Span<byte>((byte*)destination, checked((int)bytes));
        switch (type.Code)
        {
            case "u2":
                for (var i = 0; i < data.Length; i += 2)
                {
                    BitConverter.TryWriteBytes(target[(i * 2)..], (int)BitConverter.ToUInt16(data, i));
                }

                break;
            case "u4":
                for (var i = 0; i < data.Length; i += 4)
                {
                    BitConverter.TryWriteBytes(target[(i * 2)..], (long)BitConverter.ToUInt32(data, i));
                }

                break;
            default:
                data.CopyTo(target);
                break;
        }
    }
}
