using System.Collections;

namespace Thelper.Torch.Serialization;

/// <summary>A Python tuple; <c>torch.Size</c> is read as one too. Two tuples are equal if their elements are.</summary>
public sealed class PyTuple : IReadOnlyList<object?>, IEquatable<PyTuple>
{
    private readonly object?[] items;

    /// <summary>Creates a tuple of the given elements.</summary>
    /// <param name="items">The elements, in order.</param>
    public PyTuple(params object?[] items)
    {
        this.items = items;
    }

    /// <summary>The number of elements.</summary>
    public int Count => items.Length;

    /// <summary>An element.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public object? this[int index] => items[index];

    /// <summary>The elements, writable: a loader puts tensors in the place of their descriptions.</summary>
    internal Span<object?> Slots => items;

    /// <inheritdoc/>
    public bool Equals(PyTuple? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < items.Length; i++)
        {
            if (!PyKeyComparer.Instance.Equals(items[i], other.items[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PyTuple);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in items)
        {
            hash.Add(item, PyKeyComparer.Instance);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
