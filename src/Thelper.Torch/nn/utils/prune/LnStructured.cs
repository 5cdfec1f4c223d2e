namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>Prunes the slices along a dimension that have the least norm.</summary>
                /// <param name="amount">How many.</param>
                /// <param name="n">The norm: 1, 2, ..., infinity.</param>
                /// <param name="dim">The dimension; negative ones count from the end.</param>
                /// <exception cref="UserErrorException">The amount is no share in [0, 1] and no number of 0 or more.</exception>
                public sealed class LnStructured(Amount amount, double n, long dim = -1) : BasePruningMethod
                {
                    private readonly Amount amount = amount.Checked();

                    /// <inheritdoc/>
                    public override PruningType PRUNING_TYPE => PruningType.structured;

                    /// <inheritdoc/>
                    public override long dim { get; } = dim;

                    /// <inheritdoc/>
                    /// <exception cref="UserErrorException">The tensor has less than two dimensions, no such dimension, or fewer slices left than the amount.</exception>
                    public override Tensor compute_mask(Tensor t, Tensor default_mask) => Masks.WithoutSlices(t, default_mask, amount, dim, (along, size, count) =>
                    {
                        var others = Enumerable.Range(0, (int)t.dim()).Select(i => (long)i).Where(i => i != along).ToArray();
                        return aten.topk(aten.norm_ScalarOpt_dim(t, n, others), size - count).indices;
                    });
                }
            }
        }
    }
}
