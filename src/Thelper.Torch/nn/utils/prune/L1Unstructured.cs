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
                    {
                        ArgumentNullException.ThrowIfNull(t);
                        using var scope = NewDisposeScope();
                        var count = amount.Of(t.numel());
                        return Without(default_mask, count == 0 ? null : aten.topk(aten.reshape(aten.abs(t), [-1]), count, largest: false).indices).MoveToOuterDisposeScope();
                    }

                    /// <summary>A copy of a mask with zeros at some of its elements.</summary>
                    internal static Tensor Without(Tensor mask, Tensor? elements)
                    {
                        var result = aten.clone(mask, MemoryFormat.Contiguous);
                        if (elements is not null)
                        {
                            using var flat = aten.view(result, [-1]);
                            aten.index_fill__int_Scalar(flat, 0, elements, 0);
                        }

                        return result;
                    }
                }
            }
        }
    }
}
