using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <content>Tensors, and what describes them.</content>
internal sealed partial class PickleWriter
{
    private void WriteTensor(Tensor tensor)
    {
        try
        {
            if (tensor.layout == Layout.Strided)
            {
                WriteDense(storages.Place(tensor));
            }
            else
            {
                WriteSparse(tensor);
            }
        }
        catch (NotSupportedException exception)
        {
            throw Unsupported(exception.Message);
        }
    }

    private void WriteSparse(Tensor tensor)
    {
        var parts = storages.Parts(tensor);
        WriteGlobal("torch._utils", tensor.layout == Layout.Sparse ? "_rebuild_sparse_tensor" : "_rebuild_sparse_csr_tensor");
        WriteLayout(tensor.layout);
        Emit(Op.Mark);
        foreach (var part in parts)
        {
            WriteDense(storages.Place(part));
        }

        WriteGlobal("torch", "Size");
        WriteSizes(tensor.shape);
        Emit(Op.Tuple1);
        Emit(Op.Reduce);
        Emit(Op.Tuple);
        Emit(Op.Tuple2);
        Emit(Op.Reduce);
    }

    private void WriteLayout(Layout layout)
    {
        WriteGlobal("torch.serialization", "_get_layout");
        WriteText(ElementTypes.Layouts.First(entry => entry.Value == layout).Key);
        Emit(Op.Tuple1);
        Emit(Op.Reduce);
    }

    private void WriteDevice(Device device)
    {
        var parts = device.ToString().Split(':');
        WriteGlobal("torch", "device");
        Emit(Op.Mark);
        WriteText(parts[0]);
        if (parts.Length > 1)
        {
            WriteInteger(device.index);
        }

        Emit(Op.Tuple);
        Emit(Op.Reduce);
    }

    private void WriteDense(TensorRef placed)
    {
        WriteGlobal("torch._utils", "_rebuild_tensor_v2");
        Emit(Op.Mark);
        Emit(Op.Mark);
        WriteText("storage");
        WriteGlobal("torch", ElementTypes.All[placed.Storage.Type]);
        WriteText(placed.Storage.Key);
        WriteText("cpu");
        WriteInteger(placed.Storage.Count);
        Emit(Op.Tuple);
        Emit(Op.BinPersId);
        WriteInteger(placed.Offset);
        WriteSizes(placed.Shape);
        WriteSizes(placed.Strides);
        Emit(placed.RequiresGrad ? Op.NewTrue : Op.NewFalse);

        // The place of the hooks, which must be an empty OrderedDict.
        WriteGlobal("collections", "OrderedDict");
        Emit(Op.EmptyTuple);
        Emit(Op.Reduce);
        Emit(Op.Tuple);
        Emit(Op.Reduce);
    }

    private void WriteSizes(long[] sizes)
    {
        Emit(Op.Mark);
        foreach (var size in sizes)
        {
            WriteInteger(size);
        }

        Emit(Op.Tuple);
    }
}
