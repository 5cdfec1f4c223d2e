namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The description of a tensor, before there is one: a view of a storage.</summary>
/// <param name="Storage">Where its elements lie.</param>
/// <param name="Offset">Index of its first element in the storage.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">Distances between neighbours along each dimension, in elements.</param>
/// <param name="RequiresGrad">Whether gradients are to be recorded for it.</param>
internal sealed record TensorRef(StorageRef Storage, long Offset, long[] Shape, long[] Strides, bool RequiresGrad)
{
    /// <summary>Its elements are the conjugates of what the storage holds.</summary>
    public bool Conjugate { get; init; }

    /// <summary>Its elements are the negatives of what the storage holds.</summary>
    public bool Negative { get; init; }

    /// <summary>What is wrong with the geometry, or null: all elements must lie in the storage.</summary>
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

        Int128 count = 1;
        Int128 last = Offset;
        for (var i = 0; i < Shape.Length; i++)
        {
            // Both products are of numbers below 2^63, and each is compared before the next can overflow.
            count *= Shape[i];
            last += (Int128)Strides[i] * Math.Max(0, Shape[i] - 1);
            if (count > long.MaxValue || last > long.MaxValue)
            {
                return "its size overflows";
            }
        }

        var end = count == 0 ? Offset : last + 1;
        if (end > Storage.Count)
        {
            return $"it reaches to element {end} of a storage of {Storage.Count}";
        }

        return count > Storage.Count && count * Storage.Type.ElementSize() > limits.MaxExpandedTensorBytes
            ? $"it repeats {Storage.Count} stored elements {count} times in all, more than is allowed"
            : null;
    }
}
