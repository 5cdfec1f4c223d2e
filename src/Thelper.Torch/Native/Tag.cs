namespace Thelper.Torch.Native;

/// <summary>Kinds of <see cref="Value"/>, as in native/torch/shim.h.</summary>
internal enum Tag : long
{
    Default = -1,
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Doubles = 6,
    Tensors = 7,
    String = 8,
    Device = 9,
    Generator = 10,
    Bools = 11,
    OptionalTensors = 12,
    Scalars = 13,
    Complex = 14,
}
