namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The description of a tensor, before there is one: a view of a storage.</summary>
/// <param name="Storage">Where its elements lie.</param>
/// <param name="Offset">Index of its first element in the storage.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">Distances between neighbours along each dimension, in elements.</param>
/// <param name="RequiresGrad">Whether gradients are to be recorded for it.</param>
internal sealed record TensorRef(StorageRef Storage, long Offset, long[] Shape, long[] Strides, bool RequiresGrad)
{
    /// <summary>The type of its elements; another one than the storage's only where that is untyped bytes.</summary>
    public torch.ScalarType Type { get; init; } = Storage.Type;

    /// <summary>Its elements are the conjugates of what the storage holds.</summary>
    public bool Conjugate { get; init; }

    /// <summary>Its elements are the negatives of what the storage holds.</summary>
    public bool Negative { get; init; }

    private bool IsComplex => Type is torch.ScalarType.ComplexFloat32 or torch.ScalarType.ComplexFloat64;

    /// <summary>True if sizes, none of them negative, are too large to multiply; an empty dimension does not excuse the others.</summary>
    public static bool Overflows(long[] shape)
    {
        Int128 product = 16;
        foreach (var size in shape)
        {
            product *= Math.Max(1, size);
            if (product > long.MaxValue)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is wrong with the description, or null: all elements must lie in the storage.</summary>
    public string? Problem(LoadLimits limits)
    {
        if (Shape.Length != Strides.Length || Shape.Length > 64)
        {
            return "its shape and strides do not match";
        }

        if (Offset < 0 || Array.Exists(Shape, size => size < 0) || Array.Exists(Strides, stride => stride < 0))
        {
            return "its shape, strides or offset are negative";
        }

        if (Overflows(Shape))
        {
            return "its size overflows";
        }

        // Each product is below 2^126, and the sum is compared after every step.
        var count = Shape.Aggregate(1L, (product, size) => product * size);
        var last = (Int128)Offset;
        for (var i = 0; i < Shape.Length; i++)
        {
            last += (Int128)Strides[i] * Math.Max(0, Shape[i] - 1);
            if (last > long.MaxValue)
            {
                return "its size overflows";
            }
        }

        var type = Type;
        var stored = Storage.Bytes / type.ElementSize();
        var end = count == 0 ? Offset : last + 1;
        if (end > stored)
        {
            return $"it reaches to element {end} of a storage of {stored}";
        }

        if (Storage.Bytes % type.ElementSize() != 0)
        {
            return $"its storage of {Storage.Bytes} bytes is not a whole number of elements of type {type}";
        }

        if ((RequiresGrad && !type.IsFloatingPoint() && !IsComplex) || (Conjugate && !IsComplex) || (Negative && type == torch.ScalarType.Bool))
        {
            return $"its flags do not fit its type {type}";
        }

        return count > stored && (Int128)count * type.ElementSize() > limits.MaxExpandedTensorBytes
            ? $"it repeats {stored} stored elements {count} times in all, more than is allowed"
            : null;
    }
}
