using System.Collections;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Sizes of the dimensions of a tensor; converts from and to arrays.</summary>
    public readonly struct Size : IEnumerable<long>, IEquatable<Size>
    {
        private readonly long[]? shape;

        /// <summary>Sizes, which are copied.</summary>
        public Size(params ReadOnlySpan<long> shape) => this.shape = shape.ToArray();

        /// <summary>Sizes, which are copied.</summary>
        public Size(long[] shape) => this.shape = (long[])shape.Clone();

        /// <summary>Sizes, which are copied.</summary>
        public Size(IEnumerable<long> shape) => this.shape = [.. shape];

        /// <summary>Sizes, which are copied.</summary>
        public Size(IEnumerable<int> shape) => this.shape = [.. shape.Select(size => (long)size)];

        /// <summary>Sizes of a tensor without dimensions.</summary>
        public static Size Empty => default;

        /// <summary>The sizes as an array.</summary>
        public long[] Shape => shape ?? [];

        /// <summary>Number of dimensions.</summary>
        public int Length => Shape.Length;

        /// <summary>Whether there are no dimensions.</summary>
        public bool IsEmpty => Length == 0;

        /// <summary>Whether there are no dimensions.</summary>
        public bool IsScalar => Length == 0;

        /// <summary>The size of a dimension, counted from the end where negative.</summary>
        public long this[int index] => Shape[index < 0 ? Length + index : index];

        /// <summary>The size of a dimension, counted from the end where negative.</summary>
        public long this[long index] => this[checked((int)index)];

        /// <summary>The same sizes.</summary>
        public static implicit operator Size(long[] shape) => new(shape);

        /// <summary>One dimension.</summary>
        public static implicit operator Size(long size) => new([size]);

        /// <summary>The sizes.</summary>
        public static implicit operator Size((long, long) size) => new([size.Item1, size.Item2]);

        /// <summary>The sizes.</summary>
        public static implicit operator Size((long, long, long) size) => new([size.Item1, size.Item2, size.Item3]);

        /// <summary>The sizes.</summary>
        public static implicit operator Size((long, long, long, long) size) => new([size.Item1, size.Item2, size.Item3, size.Item4]);

        /// <summary>The sizes.</summary>
        public static implicit operator Size((int, int) size) => new([size.Item1, size.Item2]);

        /// <summary>The sizes.</summary>
        public static implicit operator Size((int, int, int) size) => new([size.Item1, size.Item2, size.Item3]);

        /// <summary>The sizes.</summary>
        public static implicit operator Size((int, int, int, int) size) => new([size.Item1, size.Item2, size.Item3, size.Item4]);

        /// <summary>The sizes.</summary>
        public static implicit operator long[](Size size) => size.Shape;

        /// <summary>Sizes followed by others.</summary>
        public static Size operator +(Size left, Size right) => new([.. left.Shape, .. right.Shape]);

        /// <summary>Sizes followed by others.</summary>
        public static Size operator +(Size left, IEnumerable<long> right) => new([.. left.Shape, .. right]);

        /// <summary>Whether all sizes are the same.</summary>
        public static bool operator ==(Size left, Size right) => left.Equals(right);

        /// <summary>Whether a size differs.</summary>
        public static bool operator !=(Size left, Size right) => !left.Equals(right);

        /// <summary>Some of the sizes.</summary>
        public Size Slice(int first, int next) => new(Shape[first..next]);

        /// <summary>The first sizes.</summary>
        public IEnumerable<long> Take(int count) => Shape.Take(count);

        /// <summary>Number of elements.</summary>
        public long numel() => Shape.Aggregate(1L, (product, size) => product * size);

        /// <inheritdoc/>
        public bool Equals(Size other) => Shape.AsSpan().SequenceEqual(other.Shape);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Size other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => Shape.Aggregate(17, HashCode.Combine);

        /// <inheritdoc/>
        public override string ToString() => $"[{string.Join(", ", Shape)}]";

        /// <inheritdoc/>
        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
