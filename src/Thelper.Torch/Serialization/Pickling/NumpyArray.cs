namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The description of a numpy array; complete once its state has been read.</summary>
internal sealed class NumpyArray
{
    /// <summary>The type of its elements; null until the state has been read.</summary>
    public NumpyType? Type { get; private set; }

    /// <summary>Sizes.</summary>
    public long[] Shape { get; private set; } = [];

    /// <summary>Whether the first dimension is the one that runs fastest in memory.</summary>
    public bool Fortran { get; private set; }

    /// <summary>Its elements, in numpy's own layout.</summary>
    public byte[] Data { get; private set; } = [];

    /// <summary>Completes the array.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Complete(NumpyType type, long[] shape, bool fortran, byte[] data)
    {
        if (type.TensorType is null)
        {
            return $"holds a numpy array of type '{type.Code}', which has no counterpart as a tensor; save it as a list";
        }

        var fits = shape.Length <= 32 && !Array.Exists(shape, size => size < 0) && !TensorRef.Overflows(shape);
        if (!fits || shape.Aggregate((Int128)type.Size, (product, size) => product * size) != data.Length)
        {
            return "is damaged: a numpy array's shape does not match its contents";
        }

        (Type, Shape, Fortran, Data) = (type, shape, fortran, data);
        return null;
    }
}
