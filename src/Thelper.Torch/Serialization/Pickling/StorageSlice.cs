namespace Thelper.Torch.Serialization.Pickling;

/// <summary>A part of a storage as if it were one of its own; only PyTorch before 0.4 wrote these.</summary>
/// <param name="Storage">The whole.</param>
/// <param name="Offset">Index of its first element in the whole.</param>
/// <param name="Count">The number of its elements.</param>
internal sealed record StorageSlice(StorageRef Storage, long Offset, long Count);
