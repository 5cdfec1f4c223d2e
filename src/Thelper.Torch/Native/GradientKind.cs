namespace Thelper.Torch.Native;

/// <summary>What gradient a parameter has; the numbers are those of native/torch/optim.cpp.</summary>
internal enum GradientKind : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Real single or double precision on the CPU, laid out like its parameter: one pass can step it.</summary>
    Dense = 1,

    /// <summary>Another dense one: for operators.</summary>
    Other = 2,

    /// <summary>Sparse coordinates.</summary>
    Sparse = 3,
}
