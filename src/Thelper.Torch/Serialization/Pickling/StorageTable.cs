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
    private readonly List<(StorageRef Reference, nint Data)> storages = [];
    private readonly List<Tensor> owned = [];

    // Nobody else may hold the tensors by the time their memory is written.
    private readonly List<Tensor> kept = [];

    /// <summary>The storages in order of their keys, with the address of their bytes.</summary>
    public IReadOnlyList<(StorageRef Reference, nint Data)> Storages => storages;

    /// <summary>Gives a tensor its place: a new storage, or one that it shares.</summary>
    /// <exception cref="NotSupportedException">The tensor is sparse, of a type without storages, or shares memory with one of another type.</exception>
    public TensorRef Place(Tensor tensor)
    {
        // State dicts of PyTorch hold parameters as plain tensors.
        var requiresGrad = tensor.requires_grad && tensor is not Parameter;
        var type = tensor.dtype;
        if (tensor.layout != Layout.Strided || !ElementTypes.All.ContainsKey(type))
        {
            throw new NotSupportedException($"a tensor of layout {tensor.layout} and type {type} cannot be saved");
        }

        // Lazy conjugates and negatives are not in the format: save what they stand for.
        tensor = aten.is_conj(tensor) ? Own(aten.resolve_conj(tensor)) : tensor;
        tensor = aten.is_neg(tensor) ? Own(aten.resolve_neg(tensor)) : tensor;
        kept.Add(tensor);

        var (data, bytes, offset) = Memory(tensor);
        var device = tensor.device;
        if (bytes == 0 || !known.TryGetValue((device, data), out var storage))
        {
            storage = new(storages.Count.ToString(CultureInfo.InvariantCulture), type, bytes / type.ElementSize());
            known[(device, data)] = storage;
            storages.Add((storage, device.type == DeviceType.CPU ? data : CopyToHost(tensor, storage)));
        }

        return storage.Type == type
            ? new(storage, offset, tensor.shape, tensor.stride(), requiresGrad)
            : throw new NotSupportedException($"a tensor of type {type} shares its memory with one of type {storage.Type}; clone one of them");
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

    private nint CopyToHost(Tensor tensor, StorageRef storage)
    {
        using var detached = tensor.detach();
        using var all = aten.as_strided(detached, [storage.Count], [1], 0);
        return Own(all.to(torch.CPU)).DataPointer;
    }
}
