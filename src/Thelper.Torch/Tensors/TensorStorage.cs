namespace Thelper.Torch;

/// <summary>The memory behind a tensor. Two tensors with equal storages share it.</summary>
/// <param name="Address">Address of the first byte.</param>
/// <param name="Bytes">Size in bytes.</param>
public readonly record struct TensorStorage(nint Address, long Bytes)
{
    /// <summary>Address of the first byte.</summary>
    public nint data_ptr() => Address;

    /// <summary>Size in bytes.</summary>
    public long nbytes() => Bytes;
}
