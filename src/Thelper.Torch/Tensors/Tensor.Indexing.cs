namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Reads a part of the tensor (a view unless a mask or list is among the indices), or writes to it.</summary>
        /// <param name="indices">One entry per dimension: a number, <c>..</c> range, <see cref="TensorIndex.None"/>, <see cref="TensorIndex.Ellipsis"/>, truth value, mask or positions.</param>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>Selects the elements at the positions, or under the masks, of a list with one entry per dimension; null entries keep a dimension whole.</summary>
        public Tensor index(params Tensor?[] indices) => aten.index_Tensor(this, indices);

        /// <summary>Reads a part of the tensor.</summary>
        /// <exception cref="ArgumentException">A position has no number.</exception>
        public Tensor index(params TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            if (indices is [{ Kind: TensorIndex.IndexKind.Single, Start: { } place }] && place != TensorIndex.Behind)
            {
                return aten.select_int(this, 0, place);
            }

            using var scope = NewDisposeScope();
            var (view, lists) = Narrow(indices);
            var result = lists is null ? view : aten.index_Tensor(view, lists);
            return ReferenceEquals(result, this) ? alias().MoveToOuterDisposeScope() : result.MoveToOuterDisposeScope();
        }

        /// <summary>Writes to a part of the tensor; the value is broadcast.</summary>
        /// <exception cref="ArgumentException">A position has no number.</exception>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => Write(value, indices, accumulate: false);

        /// <summary>Writes to a part of the tensor, or adds to it; the value is broadcast.</summary>
        /// <exception cref="ArgumentException">A position has no number.</exception>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate) => Write(value, indices, accumulate);

        /// <summary>A number in a part of the tensor.</summary>
        /// <exception cref="ArgumentException">A position has no number.</exception>
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = tensor(value, dtype, device).DetachFromDisposeScope();
            return Write(number, indices, accumulate: false);
        }

        /// <summary>Writes the elements at the positions, or under the masks, of a list with one entry per dimension; null entries keep a dimension whole.</summary>
        public Tensor index_put_(IReadOnlyList<Tensor?> indices, Tensor values, bool accumulate = false) => aten.index_put_(this, indices, values, accumulate);

        private Tensor Write(Tensor value, TensorIndex[] indices, bool accumulate)
        {
            ArgumentNullException.ThrowIfNull(value);
            ArgumentNullException.ThrowIfNull(indices);
            using var scope = NewDisposeScope();
            var (view, lists) = Narrow(indices);
            if (lists is not null)
            {
                var typed = value.dtype == dtype ? value : value.to(dtype);
                aten.index_put_(view, lists, Trimmed(typed), accumulate);
            }
            else if (accumulate)
            {
                aten.add__Tensor(view, Trimmed(value));
            }
            else
            {
                aten.copy_(view, value.ndim > view.ndim ? Trimmed(value) : value);
            }

            return this;
        }

        // Values may have more dimensions than the place they go to, as long as those in front are of size 1.
        private static Tensor Trimmed(Tensor value)
        {
            var sizes = value.shape;
            var ones = sizes.TakeWhile(size => size == 1).Count();
            return ones == 0 ? value : aten.view(value, sizes[ones..]);
        }

        // Numbers, ranges and new axes become views; masks and positions are left for one advanced index.
        private (Tensor View, List<Tensor?>? Lists) Narrow(TensorIndex[] indices)
        {
            var named = indices.Sum(Named);
            if (named > ndim)
            {
                throw new TorchException("index", $"too many indices for tensor of dimension {ndim}");
            }

            var view = this;
            var dimension = 0;
            List<Tensor?>? lists = null;
            foreach (var entry in indices)
            {
                switch (entry.Kind)
                {
                    case TensorIndex.IndexKind.NewAxis:
                        view = aten.unsqueeze(view, dimension++);
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        dimension += (int)ndim - named;
                        break;
                    case TensorIndex.IndexKind.Single:
                        view = Select(view, dimension, entry.Start ?? throw new ArgumentException("a position without a number", nameof(indices)));
                        break;
                    case TensorIndex.IndexKind.Slice:
                        if (entry.Start is not null || entry.Stop is not null || entry.Step is not null)
                        {
                            view = aten.slice_Tensor(view, dimension, entry.Start, entry.Stop, entry.Step ?? 1);
                        }

                        dimension++;
                        break;
                    case TensorIndex.IndexKind.Bool:
                        view = aten.unsqueeze(view, dimension);
                        List(Truth(entry.Start != 0));
                        break;
                    case TensorIndex.IndexKind.Positions:
                        List(tensor(entry.Positions!));
                        break;
                    case TensorIndex.IndexKind.Tensor when entry.Mask is { ndim: 0 } number && number.dtype.IsIntegral():
                        if (number.dtype is ScalarType.Bool or ScalarType.Byte)
                        {
                            view = aten.unsqueeze(view, dimension);
                            List(Truth(number.ToBoolean()));
                        }
                        else
                        {
                            view = Select(view, dimension, number.ToInt64());
                        }

                        break;
                    default:
                        List(entry.Mask!);
                        break;
                }
            }

            return (view, lists);

            // An entry of the list stands for one dimension of the view; libtorch itself takes a mask of several dimensions apart.
            void List(Tensor tensor)
            {
                lists ??= [];
                while (lists.Count < dimension)
                {
                    lists.Add(null);
                }

                lists.Add(tensor);
                dimension++;
            }
        }

        private static int Named(TensorIndex index) => index.Kind switch
        {
            TensorIndex.IndexKind.NewAxis or TensorIndex.IndexKind.Ellipsis or TensorIndex.IndexKind.Bool => 0,
            TensorIndex.IndexKind.Tensor when index.Mask!.dtype is ScalarType.Bool or ScalarType.Byte => (int)index.Mask.ndim,
            _ => 1,
        };

        private static Tensor Select(Tensor view, int dimension, long place)
        {
            var size = view.shape[dimension];
            return place >= -size && place < size
                ? aten.select_int(view, dimension, place)
                : throw new TorchException("index", $"index {(place == TensorIndex.Behind ? "^0" : $"{place}")} is out of bounds for dimension {dimension} with size {size}");
        }

        private static Tensor Truth(bool value) => value ? zeros([1], ScalarType.Int64, CPU) : empty([0], ScalarType.Int64, CPU);
    }
}
