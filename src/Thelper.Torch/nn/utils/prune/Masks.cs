namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>What the pruning methods share: how a mask loses elements or slices.</summary>
                private static class Masks
                {
                    /// <summary>A mask without some elements.</summary>
                    /// <param name="t">The tensor to prune.</param>
                    /// <param name="before">Its mask so far.</param>
                    /// <param name="amount">How many elements go.</param>
                    /// <param name="choose">The places of so many elements in the flattened tensor, int64.</param>
                    public static Tensor WithoutElements(Tensor t, Tensor before, Amount amount, Func<long, Tensor> choose)
                    {
                        ArgumentNullException.ThrowIfNull(t);
                        using var scope = NewDisposeScope();
                        var mask = aten.clone(before, MemoryFormat.Contiguous);
                        if (amount.Of(t.numel()) is > 0 and var count)
                        {
                            aten.index_fill__int_Scalar(aten.view(mask, [-1]), 0, choose(count), 0);
                        }

                        return mask.MoveToOuterDisposeScope();
                    }

                    /// <summary>A mask without some slices; those that stay do so as far as they did before.</summary>
                    /// <param name="t">The tensor to prune.</param>
                    /// <param name="before">Its mask so far.</param>
                    /// <param name="amount">How many slices go.</param>
                    /// <param name="dim">The dimension.</param>
                    /// <param name="keep">The numbers of the slices that stay, int64, from the dimension counted from the start, its size and how many go.</param>
                    public static Tensor WithoutSlices(Tensor t, Tensor before, Amount amount, long dim, Func<long, long, long, Tensor> keep)
                    {
                        ArgumentNullException.ThrowIfNull(t);
                        using var scope = NewDisposeScope();
                        var along = PruningContainer.Axis(t, dim);
                        var count = amount.Of(t.shape[along]);
                        if (count == 0)
                        {
                            return aten.clone(before).MoveToOuterDisposeScope();
                        }

                        var mask = aten.zeros_like(t);
                        aten.index_fill__int_Scalar(mask, along, keep(along, t.shape[along], count), 1);
                        return aten.mul__Tensor(mask, aten.to_dtype(before, mask.dtype)).MoveToOuterDisposeScope();
                    }
                }
            }
        }
    }
}
