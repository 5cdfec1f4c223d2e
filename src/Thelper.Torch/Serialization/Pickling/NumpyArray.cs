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

    /// <summary>For an array of texts, which no tensor can hold: nested lists of them, or the single one.</summary>
    public object? Texts { get; private set; }

    /// <summary>Completes the array.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Complete(NumpyType type, long[] shape, bool fortran, byte[] data, LoadLimits limits)
    {
        if (type.TensorType is null && (!type.IsText || type.Fields is not null))
        {
            return $"holds a numpy array of {type.Description}, which has no counterpart as a tensor; save it as a list";
        }

        var fits = shape.Length <= 32 && !Array.Exists(shape, size => size < 0) && !TensorRef.Overflows(shape);
        if (!fits || shape.Aggregate((Int128)type.Size, (product, size) => product * size) != data.Length)
        {
            return "is damaged: a numpy array's shape does not match its contents";
        }

        if (type.IsText && shape.Aggregate(1L, (product, size) => product * Math.Max(1, size)) > limits.MaxInstructions)
        {
            return $"holds a numpy array of more than {limits.MaxInstructions} texts, which is not read";
        }

        if (type.BigEndian)
        {
            // Not in place: the bytes may be remembered and used again.
            data = [.. data];
            type.SwapBytes(data);
        }

        if (type.Code == "u8" && HasHighBit(data))
        {
            return "holds a numpy array of type 'u8' with values above 2^63 - 1, which no tensor can hold";
        }

        (Type, Shape, Fortran, Data) = (type, shape, fortran, data);
        Texts = type.IsText ? Nested(0, 0) : null;
        return null;
    }

    private static bool HasHighBit(byte[] data)
    {
        for (var i = 7; i < data.Length; i += 8)
        {
            if (data[i] >= 0x80)
            {
                return true;
            }
        }

        return false;
    }

    // In memory order the first dimension runs slowest, in Fortran's fastest.
    private object Nested(int dimension, long index)
    {
        if (dimension == Shape.Length)
        {
            return Type!.Text(Data.AsSpan((int)index * Type.Size, Type.Size));
        }

        var step = (Fortran ? Shape[..dimension] : Shape[(dimension + 1)..]).Aggregate(1L, (product, size) => product * size);
        var list = new List<object?>();
        for (var i = 0L; i < Shape[dimension]; i++)
        {
            list.Add(Nested(dimension + 1, index + (i * step)));
        }

        return list;
    }
}
