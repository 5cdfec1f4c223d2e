namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>Prunes the elements of least absolute value.</summary>
                /// <param name="amount">How many.</param>
                /// <exception cref="UserErrorException">The amount is no share in [0, 1] and no number of 0 or more.</exception>
                public sealed class L1Unstructured(Amount amount) : BasePruningMethod
                {
                    private readonly Amount amount = amount.Checked();

                    /// <inheritdoc/>
                    public override PruningType PRUNING_TYPE => PruningType.unstructured;

                    /// <inheritdoc/>
                    /// <exception cref="UserErrorException">There are fewer elements left than the amount.</exception>
                    public override Tensor compute_mask(Tensor t, Tensor default_mask)
                        => Masks.WithoutElements(t, default_mask, amount, count => aten.topk(aten.reshape(aten.abs(t), [-1]), count, largest: false).indices);
                }
            }
        }
    }
}
