namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Reads a part of the tensor (a view unless a mask or list is among the indices), or writes to it.</summary>
        /// <param name="indices">One entry per dimension: a number, <c>..</c> range, <see cref="TensorIndex.None"/>, <see cref="TensorIndex.Ellipsis"/>, mask or positions.</param>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>Selects the elements at the positions, or under the masks, of a list with one entry per dimension; null entries keep a dimension whole.</summary>
        public Tensor index(params Tensor?[] indices) => aten.index_Tensor(this, indices);

        /// <summary>Reads a part of the tensor.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            using var scope = NewDisposeScope();
            var (view, lists) = Narrow(indices);
            var result = lists is null ? view : aten.index_Tensor(view, lists);
            return (ReferenceEquals(result, this) ? Share() : result).MoveToOuterDisposeScope();
        }

        /// <summary>Writes to a part of the tensor; the value is broadcast.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            using var scope = NewDisposeScope();
            var (view, lists) = Narrow(indices);
            if (lists is null)
            {
                aten.copy_(view, value);
            }
            else
            {
                aten.index_put_(view, lists, value.dtype == dtype ? value : value.to(dtype));
            }

            return this;
        }

        // Numbers, ranges and new axes become views; masks and positions are left for one advanced index.
        private (Tensor View, List<Tensor?>? Lists) Narrow(TensorIndex[] indices)
        {
            var consumed = indices.Sum(i => i.Kind switch
            {
                TensorIndex.IndexKind.NewAxis or TensorIndex.IndexKind.Ellipsis => 0,
                TensorIndex.IndexKind.Tensor when i.Tensor!.dtype is ScalarType.Bool => Math.Max((int)i.Tensor.ndim, 1),
                _ => 1,
            });
            if (consumed > ndim)
            {
                throw new TorchException("index", $"{consumed} indices for a tensor of {ndim} dimensions");
            }

            var view = this;
            var dimension = 0;
            var listed = 0;
            List<Tensor?>? lists = null;
            foreach (var entry in indices)
            {
                switch (entry.Kind)
                {
                    case TensorIndex.IndexKind.NewAxis:
                        view = aten.unsqueeze(view, dimension++);
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        dimension += (int)ndim - consumed;
                        break;
                    case TensorIndex.IndexKind.Single:
                        view = aten.select_int(view, dimension, entry.Start!.Value);
                        break;
                    case TensorIndex.IndexKind.Slice:
                        if (entry.Start is not null || entry.Stop is not null || entry.Step is not null)
                        {
                            view = aten.slice_Tensor(view, dimension, entry.Start, entry.Stop, entry.Step ?? 1);
                        }

                        dimension++;
                        break;
                    default:
                        // Entries of the list count dimensions of the view; a mask of several dimensions is one entry.
                        lists ??= [];
                        for (; listed < dimension; listed++)
                        {
                            lists.Add(null);
                        }

                        lists.Add(entry.Tensor!);
                        dimension += entry.Tensor!.dtype is ScalarType.Bool ? Math.Max((int)entry.Tensor.ndim, 1) : 1;
                        listed = dimension;
                        break;
                }
            }

            return (view, lists);
        }
    }
}
