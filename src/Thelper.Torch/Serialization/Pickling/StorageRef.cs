namespace Thelper.Torch.Serialization.Pickling;

/// <summary>A storage that the pickled structure refers to; its bytes lie elsewhere in the file.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Count">The number of its elements.</param>
internal sealed record StorageRef(string Key, torch.ScalarType Type, long Count)
{
    /// <summary>Its size in bytes; the product is checked when the reference is read.</summary>
    public long Bytes => Count * Type.ElementSize();
}
