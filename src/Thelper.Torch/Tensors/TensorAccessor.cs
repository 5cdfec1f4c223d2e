using System.Collections;
using System.Runtime.CompilerServices;
using Thelper.Torch.Native;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>
/// The elements of a tensor in processor memory, in row-major order of the tensor whatever its steps: a list for loops and LINQ, and a span where they are contiguous.
/// It reads and writes the tensor's own memory and keeps the tensor from being collected, not from being disposed.
/// </summary>
/// <typeparam name="T">C# type of the elements.</typeparam>
public readonly unsafe struct TensorAccessor<T> : IEnumerable<T>, IEquatable<TensorAccessor<T>>, IDisposable
    where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly T* first;
    private readonly long[]? sizes;
    private readonly long[]? steps;

    internal TensorAccessor(Tensor tensor, in TensorInfo info)
    {
        this.tensor = tensor;
        first = (T*)info.Data;
        Count = info.Elements;
        if ((info.Flags & 4) == 0)
        {
            sizes = tensor.shape;
            steps = tensor.stride();
        }
    }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Number of elements.</summary>
    public int Length => checked((int)Count);

    /// <summary>False: elements can be written.</summary>
    public bool IsReadOnly => false;

    /// <summary>The element of a number, counted row-major.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public ref T this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            RequireAlive();
            return ref first[sizes is null ? index : Place(index)];
        }
    }

    /// <summary>The element at a position, one number per dimension.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public ref T this[params ReadOnlySpan<long> indices]
    {
        get
        {
            var shape = sizes ?? tensor.shape;
            if (indices.Length != shape.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), $"{indices.Length} numbers for a tensor of {shape.Length} dimensions");
            }

            var index = 0L;
            for (var k = 0; k < shape.Length; k++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(indices[k], nameof(indices));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[k], shape[k], nameof(indices));
                index = (index * shape[k]) + indices[k];
            }

            return ref this[index];
        }
    }

    /// <summary>Whether the elements are the same, in the same order.</summary>
    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);

    /// <summary>Whether the elements differ.</summary>
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);

    /// <summary>The elements in place.</summary>
    /// <exception cref="InvalidOperationException">They do not follow each other in memory.</exception>
    public static implicit operator Span<T>(TensorAccessor<T> accessor) => accessor.AsSpan();

    /// <summary>The elements in place.</summary>
    /// <exception cref="InvalidOperationException">They do not follow each other in memory.</exception>
    public static implicit operator ReadOnlySpan<T>(TensorAccessor<T> accessor) => accessor.AsSpan();

    /// <summary>The elements in place.</summary>
    /// <exception cref="InvalidOperationException">They do not follow each other in memory.</exception>
    public Span<T> AsSpan()
    {
        RequireAlive();
        return sizes is null
            ? new Span<T>(first, Length)
            : throw new InvalidOperationException($"a span needs a contiguous tensor (call contiguous() first); this one is {tensor}, with steps [{string.Join(", ", steps!)}]");
    }

    /// <summary>A copy of the elements, row-major.</summary>
    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    /// <summary>A copy of the elements as a C# array with the tensor's dimensions; one element in one dimension for none.</summary>
    public Array ToNDArray()
    {
        var shape = tensor.shape;
        var array = Array.CreateInstance(typeof(T), shape.Length == 0 ? [1L] : shape);
        CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array)), Length));
        return array;
    }

    /// <summary>Copies the elements, from one on, into an array.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(arrayIndex), tensorIndex);

    /// <summary>Copies the elements, from one on, into a span: as many as both have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public void CopyTo(Span<T> target, long tensorIndex = 0)
    {
        var count = CountFrom(tensorIndex, target.Length);
        if (sizes is null)
        {
            new ReadOnlySpan<T>(first + tensorIndex, count).CopyTo(target);
        }
        else
        {
            for (var k = 0; k < count; k++)
            {
                target[k] = first[Place(tensorIndex + k)];
            }
        }

        GC.KeepAlive(tensor);
    }

    /// <summary>Overwrites the elements, from one on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(arrayIndex), tensorIndex);

    /// <summary>Overwrites the elements, from one on: as many as both have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public void CopyFrom(ReadOnlySpan<T> source, long tensorIndex = 0)
    {
        var count = CountFrom(tensorIndex, source.Length);
        for (var k = 0; k < count; k++)
        {
            first[sizes is null ? tensorIndex + k : Place(tensorIndex + k)] = source[k];
        }

        GC.KeepAlive(tensor);
    }

    /// <inheritdoc/>
    public bool Equals(TensorAccessor<T> other)
    {
        if (Count != other.Count)
        {
            return false;
        }

        var equal = EqualityComparer<T>.Default;
        for (var k = 0L; k < Count; k++)
        {
            if (!equal.Equals(this[k], other[k]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && Equals(other);

    /// <summary>That of the number of elements, which can change without notice.</summary>
    public override int GetHashCode() => Count.GetHashCode();

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var k = 0L; k < Count; k++)
        {
            yield return this[k];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing: the tensor owns the memory. It lets <c>using</c> declarations written for TorchSharp compile.</summary>
    public void Dispose()
    {
    }

    // Says so when the tensor was disposed.
    private void RequireAlive() => _ = tensor.Handle;

    // How many elements there are from one on, up to a length; behind the last one there are none.
    private int CountFrom(long tensorIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tensorIndex, Count);
        RequireAlive();
        return (int)Math.Min(length, Count - tensorIndex);
    }

    // Where an element lies, in elements from the first.
    private long Place(long index)
    {
        var place = 0L;
        for (var k = sizes!.Length - 1; k >= 0; k--)
        {
            (index, var rest) = Math.DivRem(index, sizes[k]);
            place += rest * steps![k];
        }

        return place;
    }
}
