using Thelper.Torch.Serialization.Containers;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>Makes the tensors of a checked checkpoint: bytes go from the file straight into the memory of the tensors.</summary>
internal static class TensorLoader
{
    /// <summary>Makes one tensor per description; descriptions of one storage give tensors that share memory.</summary>
    /// <exception cref="CheckpointException">The contents are damaged; no tensor is left behind.</exception>
    public static Dictionary<object, Tensor> Load(IReadOnlyList<object> leaves, ICheckpointContainer? container = null)
    {
        var tensors = new Dictionary<object, Tensor>(ReferenceEqualityComparer.Instance);
        var storages = new Dictionary<string, Tensor>();
        try
        {
            foreach (var leaf in leaves)
            {
                if (leaf is NumpyArray array)
                {
                    tensors.Add(leaf, FromNumpy(array));
                    continue;
                }

                var description = (TensorRef)leaf;
                if (!storages.TryGetValue(description.Storage.Key, out var storage))
                {
                    storage = empty([description.Storage.Count], description.Storage.Type);
                    storages.Add(description.Storage.Key, storage);
                    container!.ReadStorage(description.Storage, storage.DataPointer);
                }

                tensors.Add(leaf, View(storage, description));
            }
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
        finally
        {
            foreach (var storage in storages.Values)
            {
                storage.Dispose();
            }
        }

        return tensors;
    }

    private static Tensor View(Tensor storage, TensorRef description)
    {
        var tensor = empty([0], description.Storage.Type);
        try
        {
            // Unlike as_strided, this gives a tensor in its own right, not a view that autograd knows as one.
            aten.set__source_Tensor_storage_offset(tensor, storage, description.Offset, description.Shape, description.Strides);
            if (description.Conjugate || description.Negative)
            {
                tensor = Materialise(tensor, description);
            }

            if (description.RequiresGrad)
            {
                tensor.requires_grad = true;
            }

            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    // Lazy conjugation saves a pass over the elements; after loading it would only surprise code that reads the memory.
    private static Tensor Materialise(Tensor stored, TensorRef description)
    {
        using (stored)
        {
            if (!description.Conjugate)
            {
                return aten.neg(stored);
            }

            var conjugate = aten.conj_physical(stored);
            return description.Negative ? aten.neg_(conjugate) : conjugate;
        }
    }

    private static Tensor FromNumpy(NumpyArray array)
    {
        var type = array.Type!;
        var target = type.TensorType!.Value;
        if (type.BigEndian)
        {
            type.SwapBytes(array.Data);
        }

        var shape = array.Fortran ? array.Shape.Reverse().ToArray() : array.Shape;
        var tensor = empty(shape, target);
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
