using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Native;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>Collects the storages behind the tensors that are being saved; tensors of one storage stay tensors of one storage.</summary>
/// <remarks>As in PyTorch, a view brings its whole storage with it: clone a small part of a large tensor before saving it.</remarks>
internal sealed class StorageTable : IDisposable
{
    private readonly Dictionary<(Device Device, nint Data), StorageRef> known = [];

    // The tensors are held until their memory has been written.
    private readonly List<(StorageRef Reference, Tensor Holder)> storages = [];
    private readonly List<Tensor> owned = [];

    /// <summary>
    /// The storages in order of their keys, with the address of their bytes, which is good until the next one is asked for:
    /// what lies on another device is copied here one storage at a time.
    /// </summary>
    public IEnumerable<(StorageRef Reference, nint Data)> Storages
    {
        get
        {
            foreach (var (reference, holder) in storages)
            {
                if (holder.device.type == DeviceType.CPU)
                {
                    yield return (reference, Memory(holder).Data);
                    continue;
                }

                using var detached = holder.detach();
                using var all = aten.as_strided(detached, [reference.Count], [1], 0);
                using var copy = all.to(torch.CPU);
                yield return (reference, copy.DataPointer);
            }
        }
    }

    /// <summary>Gives a dense tensor its place: a new storage, or one that it shares.</summary>
    /// <exception cref="NotSupportedException">The tensor is of a type or layout without storages, or shares memory with one of another type.</exception>
    public TensorRef Place(Tensor tensor)
    {
        // State dicts of PyTorch hold parameters as plain tensors.
        var requiresGrad = tensor.requires_grad && tensor is not Parameter;
        var type = tensor.dtype;
        if (tensor.layout != Layout.Strided || !ElementTypes.All.ContainsKey(type) || tensor.device.type == DeviceType.META)
        {
            throw new NotSupportedException($"a tensor of layout {tensor.layout} and type {type} on device {tensor.device} cannot be saved");
        }

        // Lazy conjugates and negatives are not in the format: save what they stand for.
        tensor = aten.is_conj(tensor) ? Own(aten.resolve_conj(tensor)) : tensor;
        tensor = aten.is_neg(tensor) ? Own(aten.resolve_neg(tensor)) : tensor;

        var (data, bytes, offset) = Memory(tensor);
        var device = tensor.device;
        if (bytes == 0 || !known.TryGetValue((device, data), out var storage))
        {
            storage = new(storages.Count.ToString(CultureInfo.InvariantCulture), type, bytes / type.ElementSize());
            known[(device, data)] = storage;
            storages.Add((storage, tensor));
        }

        return storage.Type == type
            ? new(storage, offset, tensor.shape, tensor.stride(), requiresGrad)
            : throw new NotSupportedException($"a tensor of type {type} shares its memory with one of type {storage.Type}; clone one of them");
    }

    /// <summary>The dense tensors that a sparse one is made of: indices and values; or row starts, column indices and values.</summary>
    /// <exception cref="NotSupportedException">The tensor is of another layout.</exception>
    public Tensor[] Parts(Tensor tensor)
    {
        var plain = Own(tensor.detach());
        return tensor.layout switch
        {
            Layout.Sparse => [Own(aten._indices(plain)), Own(aten._values(plain))],
            Layout.SparseCsr => [Own(aten.crow_indices(plain)), Own(aten.col_indices(plain)), Own(aten.values(plain))],
            var layout => throw new NotSupportedException($"a tensor of layout {layout} cannot be saved"),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => owned.ForEach(tensor => tensor.Dispose());

    private static unsafe (nint Data, long Bytes, long Offset) Memory(Tensor tensor)
    {
        nint data;
        long bytes;
        long offset;
        LibTorch.Check(LibTorch.thelper_torch_storage(tensor.Handle, &data, &bytes, &offset), "storage");
        GC.KeepAlive(tensor);
        return (data, bytes, offset);
    }

    private Tensor Own(Tensor tensor)
    {
        owned.Add(tensor);
        return tensor;
    }
}
