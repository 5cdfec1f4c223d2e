using System.Collections;
using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>The elements behind a tensor as they lie in processor memory, whatever its shape and steps; other tensors of that memory see changes.</summary>
    /// <remarks>It is good for as long as the tensor. Made by <see cref="Tensor.storage{T}"/>.</remarks>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    public sealed class Storage<T> : IReadOnlyList<T>
        where T : unmanaged
    {
        private readonly Tensor? source;
        private readonly T[] own = [];
        private readonly int start;

        internal Storage(Tensor source, int start, int count)
        {
            this.source = source;
            this.start = start;
            Count = count;
        }

        private Storage(T value)
        {
            own = [value];
            Count = 1;
        }

        /// <summary>The number of elements.</summary>
        public int Count { get; }

        /// <summary>An element.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
        public T this[int index]
        {
            get => Memory[Inside(index)];
            set => Memory[Inside(index)] = value;
        }

        /// <summary>Elements from the start unless given to before the end unless given, in the same memory. Setting copies as many elements, or puts one into all places.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There are not so many elements.</exception>
        /// <exception cref="ArgumentException">Another number of elements is set.</exception>
        public Storage<T> this[(int? start, int? end) range]
        {
            get
            {
                var (from, to) = (range.start ?? 0, range.end ?? Count);
                ArgumentOutOfRangeException.ThrowIfNegative(from, nameof(range));
                ArgumentOutOfRangeException.ThrowIfLessThan(to, from, nameof(range));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(to, Count, nameof(range));
                return source is null ? this : new(source, start + from, to - from);
            }

            set
            {
                ArgumentNullException.ThrowIfNull(value);
                var part = this[range];
                if (value.Count == 1)
                {
                    part.fill_(value[0]);
                }
                else
                {
                    part.copy_(value);
                }
            }
        }

        private Span<T> Memory => source is null ? own : source.StoredSpan<T>().Slice(start, Count);

        /// <summary>One value, to put into a part of a storage.</summary>
        public static implicit operator Storage<T>(T value) => new(value);

        /// <summary>Puts a value into all places.</summary>
        public Storage<T> fill_(T value)
        {
            Memory.Fill(value);
            return this;
        }

        /// <summary>Copies elements here.</summary>
        /// <exception cref="ArgumentException">There are more or fewer than places.</exception>
        public Storage<T> copy_(IReadOnlyCollection<T> source)
        {
            ArgumentNullException.ThrowIfNull(source);
            if (source.Count != Count)
            {
                throw new ArgumentException($"{source.Count} elements do not fill a storage of {Count}.", nameof(source));
            }

            source.ToArray().CopyTo(Memory);
            return this;
        }

        /// <summary>A copy of the elements.</summary>
        public T[] ToArray() => Memory.ToArray();

        /// <summary>The address of the first element.</summary>
        public unsafe nint data_ptr() => (nint)Unsafe.AsPointer(ref Memory.GetPinnableReference());

        /// <inheritdoc/>
        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private int Inside(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return index;
        }
    }
}
