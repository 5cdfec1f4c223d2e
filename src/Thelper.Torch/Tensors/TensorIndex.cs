namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>One position of an index expression: a number, a range, a new axis, the ellipsis, a mask or a list of positions.</summary>
    public readonly struct TensorIndex
    {
        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Tensor = tensor;
        }

        internal enum IndexKind
        {
            NewAxis,
            Ellipsis,
            Single,
            Slice,
            Tensor,
        }

        /// <summary>Inserts a dimension of size 1.</summary>
        public static TensorIndex None { get; } = new(IndexKind.NewAxis);

        /// <summary>Stands for all dimensions not named.</summary>
        public static TensorIndex Ellipsis { get; } = new(IndexKind.Ellipsis);

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon { get; } = new(IndexKind.Slice);

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Tensor { get; }

        /// <summary>One position.</summary>
        public static implicit operator TensorIndex(long index) => Single(index);

        /// <summary>One position.</summary>
        public static implicit operator TensorIndex(int index) => Single(index);

        /// <summary>One position, from the start or (<c>^n</c>) from the end.</summary>
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        /// <summary>A range, its ends counted from the start or (<c>^n</c>) from the end.</summary>
        public static implicit operator TensorIndex(Range range) => new(
            IndexKind.Slice,
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value);

        /// <summary>A range with optional ends and a step, in Python's meaning.</summary>
        public static implicit operator TensorIndex((long? Start, long? Stop) ends) => Slice(ends.Start, ends.Stop);

        /// <summary>A mask of truth values or positions.</summary>
        public static implicit operator TensorIndex(Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        /// <summary>A range in Python's meaning.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        /// <summary>One position.</summary>
        public static TensorIndex Single(long? index) => new(IndexKind.Single, index);
    }
}
