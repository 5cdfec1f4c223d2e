namespace Thelper.Torch;

/// <summary>Kinds of devices, with libtorch's numbers.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,

    /// <summary>NVIDIA graphics processors.</summary>
    CUDA = 1,

    /// <summary>Apple's graphics processors.</summary>
    MPS = 13,

    /// <summary>Shape-only tensors without memory.</summary>
    META = 14,
}
