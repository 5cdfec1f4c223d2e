using Thelper.Torch.Serialization.Containers;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>Makes the tensors of a checked checkpoint: bytes go from the file straight into the memory of the tensors.</summary>
/// <param name="file">The path of the file, for messages.</param>
/// <param name="container">Where the bytes are; null where only numpy arrays can occur.</param>
/// <param name="device">Where the tensors go; null for the processor.</param>
internal sealed class TensorLoader(string file, ICheckpointContainer? container = null, Device? device = null)
{
    private readonly Dictionary<string, Tensor> storages = [];

    /// <summary>Makes one tensor per description; descriptions of one storage give tensors that share memory.</summary>
    /// <exception cref="CheckpointException">The contents are damaged; no tensor is left behind.</exception>
    public Dictionary<object, Tensor> Load(IReadOnlyList<object> leaves)
    {
        var tensors = new Dictionary<object, Tensor>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var leaf in leaves)
            {
                tensors.Add(leaf, leaf switch
                {
                    NumpyArray array => Placed(NumpyLoader.Load(array)),
                    SparseRef sparse => Sparse(sparse),
                    _ => View((TensorRef)leaf),
                });
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

            storages.Clear();
        }

        return tensors;
    }

    private Tensor Storage(StorageRef reference)
    {
        if (storages.TryGetValue(reference.Key, out var storage))
        {
            return storage;
        }

        storage = Allocate(reference);
        try
        {
            container!.ReadStorage(reference, storage.DataPointer);
            storage = Placed(storage);
        }
        catch
        {
            storage.Dispose();
            throw;
        }

        storages.Add(reference.Key, storage);
        return storage;
    }

    private Tensor Allocate(StorageRef reference)
    {
        try
        {
            return empty([reference.Count], reference.Type, CPU);
        }
        catch (TorchException exception)
        {
            throw new CheckpointException(file, $"its largest tensors need more memory than there is: {reference.Bytes} bytes could not be had", exception);
        }
    }

    private Tensor Placed(Tensor tensor)
    {
        if (device is not { } target || target.type == DeviceType.CPU)
        {
            return tensor;
        }

        using (tensor)
        {
            return tensor.to(target);
        }
    }

    private Tensor View(TensorRef description)
    {
        var storage = Storage(description.Storage);
        using var typed = description.Type == description.Storage.Type ? null : aten.view_dtype(storage, description.Type);
        var tensor = empty([0], description.Type, storage.device);
        try
        {
            // Unlike as_strided, this gives a tensor in its own right, not a view that autograd knows as one.
            aten.set__source_Tensor_storage_offset(tensor, typed ?? storage, description.Offset, description.Shape, description.Strides);
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

    private Tensor Sparse(SparseRef description)
    {
        var parts = new List<Tensor>();
        try
        {
            foreach (var part in description.Parts)
            {
                parts.Add(View(part with { RequiresGrad = false }));
            }

            // Every index is looked at: a wrong one would reach outside the tensor. libtorch 2 does so only when asked.
            var type = parts[^1].dtype;
            var where = parts[^1].device;
            if (description.Layout == Layout.Sparse)
            {
                aten._validate_sparse_coo_tensor_args(parts[0], parts[1], description.Shape);
            }
            else
            {
                aten._validate_sparse_csr_tensor_args(parts[0], parts[1], parts[2], description.Shape);
            }

            return description.Layout == Layout.Sparse
                ? aten.sparse_coo_tensor_indices_size(parts[0], parts[1], description.Shape, type, Layout.Sparse, where)
                : aten.sparse_csr_tensor_crow_col_value_size(parts[0], parts[1], parts[2], description.Shape, type, Layout.SparseCsr, where);
        }
        catch (TorchException exception)
        {
            throw new CheckpointException(file, $"is damaged: a sparse tensor's indices do not fit: {FirstLine(exception.Reason)}", exception);
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    private static string FirstLine(string text) => PickleText.Printable(text.Split('\n')[0]);
}
