namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>One position of an index expression: a number, a range, a new axis, the ellipsis, a truth value, a mask or a list of positions.</summary>
    public readonly struct TensorIndex
    {
        // ^0, which is behind the last position of any dimension; libtorch takes the greatest number for none.
        internal const long Behind = long.MaxValue - 1;

        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null, long[]? positions = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Mask = tensor;
            Positions = positions;
        }

        internal enum IndexKind
        {
            NewAxis,
            Ellipsis,
            Single,
            Slice,
            Bool,
            Tensor,
            Positions,
        }

        /// <summary>Inserts a dimension of size 1.</summary>
        public static TensorIndex None { get; } = new(IndexKind.NewAxis);

        /// <summary>Inserts a dimension of size 1.</summary>
        public static TensorIndex Null { get; } = new(IndexKind.NewAxis);

        /// <summary>Stands for all dimensions not named.</summary>
        public static TensorIndex Ellipsis { get; } = new(IndexKind.Ellipsis);

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon { get; } = new(IndexKind.Slice);

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Mask { get; }

        internal long[]? Positions { get; }

        /// <summary>One position.</summary>
        public static implicit operator TensorIndex(long index) => Single(index);

        /// <summary>One position.</summary>
        public static implicit operator TensorIndex(int index) => Single(index);

        /// <summary>Inserts a dimension: of size 1 where true, of size 0 where false.</summary>
        public static implicit operator TensorIndex(bool value) => Bool(value);

        /// <summary>One position, from the start or (<c>^n</c>) from the end; <c>^0</c> is behind the last.</summary>
        public static implicit operator TensorIndex(Index index) => Single(Place(index));

        /// <summary>A range, its ends counted from the start or (<c>^n</c>) from the end.</summary>
        public static implicit operator TensorIndex(Range range) => Slice(range);

        /// <summary>A range with optional ends, in Python's meaning.</summary>
        public static implicit operator TensorIndex((long? Start, long? Stop) ends) => Slice(ends.Start, ends.Stop);

        /// <summary>A range with optional ends, in Python's meaning.</summary>
        public static implicit operator TensorIndex((int? Start, int? Stop) ends) => Slice(ends.Start, ends.Stop);

        /// <summary>A mask of truth values or positions.</summary>
        public static implicit operator TensorIndex(Tensor tensor) => new(IndexKind.Tensor, tensor: tensor ?? throw new ArgumentNullException(nameof(tensor)));

        /// <summary>A list of positions.</summary>
        public static implicit operator TensorIndex(long[] positions) => new(IndexKind.Positions, positions: positions ?? throw new ArgumentNullException(nameof(positions)));

        /// <summary>A list of positions.</summary>
        public static implicit operator TensorIndex(int[] positions) => Array.ConvertAll(positions ?? throw new ArgumentNullException(nameof(positions)), position => (long)position);

        /// <summary>A range in Python's meaning: ends may be negative or left out, the step is at least 1.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        /// <summary>A range with optional ends, in Python's meaning.</summary>
        public static TensorIndex Slice((int? Start, int? Stop) ends) => Slice(ends.Start, ends.Stop);

        /// <summary>A range, its ends counted from the start or (<c>^n</c>) from the end.</summary>
        public static TensorIndex Slice(Range range) => new(
            IndexKind.Slice,
            Place(range.Start),
            range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value);

        /// <summary>One position.</summary>
        public static TensorIndex Single(long? index) => new(IndexKind.Single, index);

        /// <summary>Inserts a dimension: of size 1 where true, of size 0 where false.</summary>
        public static TensorIndex Bool(bool value) => new(IndexKind.Bool, value ? 1 : 0);

        /// <summary>A mask of truth values or positions.</summary>
        public static TensorIndex Tensor(Tensor tensor) => tensor;

        /// <summary>Elements at positions.</summary>
        public static TensorIndex Tensor(long[] positions) => positions;

        /// <summary>Elements at positions.</summary>
        public static TensorIndex Tensor(int[] positions) => positions;

        // Python has no ^0: its -0 is the first position.
        private static long Place(Index index) => !index.IsFromEnd ? index.Value : index.Value == 0 ? Behind : -index.Value;
    }
}
