namespace Thelper.Torch.Serialization.Pickling;

/// <content>Functions of classes.</content>
internal sealed partial class PickleWriter
{
    // An object of the class comes without attributes: the functions that are known use none.
    private void WriteMethod(PyMethod method)
    {
        var place = method.Class.LastIndexOf('.');
        WriteGlobal("__builtin__", "getattr");
        WriteGlobal(method.Class[..place], method.Class[(place + 1)..]);
        if (method.IsBound)
        {
            Emit(Op.EmptyTuple);
            Emit(Op.NewObj);
        }

        WriteText(method.Name);
        Emit(Op.Tuple2);
        Emit(Op.Reduce);
    }
}
