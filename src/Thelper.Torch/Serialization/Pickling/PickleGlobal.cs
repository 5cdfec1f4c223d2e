namespace Thelper.Torch.Serialization.Pickling;

/// <summary>A Python class or function that a pickle names: only a token, with our own code for what calling it gives.</summary>
/// <param name="Name">Its full name in Python.</param>
/// <param name="Call">What calling it with these arguments gives; null if the arguments are not the expected ones.</param>
internal sealed record PickleGlobal(string Name, Func<PickleReader, PyTuple, object?> Call)
{
    /// <summary>The element type, if it is a class of storages.</summary>
    public torch.ScalarType? StorageType { get; init; }
}
