namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>Prunes slices along a dimension that are drawn at random.</summary>
                /// <param name="amount">How many.</param>
                /// <param name="dim">The dimension; negative ones count from the end.</param>
                /// <exception cref="UserErrorException">The amount is no share in [0, 1] and no number of 0 or more.</exception>
                public sealed class RandomStructured(Amount amount, long dim = -1) : BasePruningMethod
                {
                    private readonly Amount amount = amount.Checked();

                    /// <inheritdoc/>
                    public override PruningType PRUNING_TYPE => PruningType.structured;

                    /// <inheritdoc/>
                    public override long dim { get; } = dim;

                    /// <inheritdoc/>
                    /// <exception cref="UserErrorException">The tensor has less than two dimensions, no such dimension, or fewer slices left than the amount.</exception>
                    public override Tensor compute_mask(Tensor t, Tensor default_mask) => Masks.WithoutSlices(t, default_mask, amount, dim, (_, size, count) =>
                    {
                        // The draw is the CPU's wherever the parameter lives, as in PyTorch.
                        var drawn = rand(size);
                        var kept = aten.gt_Tensor(drawn, aten.kthvalue(drawn, count).values);
                        return aten.reshape(aten.nonzero(kept), [-1]).to(t.device);
                    });
                }
            }
        }
    }
}
