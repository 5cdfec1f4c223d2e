namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>Prunes by a mask that is given.</summary>
                /// <param name="mask">Ones (or true) for the elements that stay, in the parameter's shape. It stays the caller's.</param>
                public sealed class CustomFromMask(Tensor mask) : BasePruningMethod
                {
                    private readonly Tensor mask = mask ?? throw new ArgumentNullException(nameof(mask));

                    /// <inheritdoc/>
                    public override PruningType PRUNING_TYPE => PruningType.global;

                    /// <inheritdoc/>
                    /// <exception cref="UserErrorException">The mask has another shape than the parameter.</exception>
                    public override Tensor compute_mask(Tensor t, Tensor default_mask)
                    {
                        ArgumentNullException.ThrowIfNull(default_mask);
                        if (!default_mask.shape.AsSpan().SequenceEqual(mask.shape))
                        {
                            throw new UserErrorException($"This mask has the shape ({string.Join(", ", mask.shape)}), the parameter ({string.Join(", ", default_mask.shape)}).");
                        }

                        using var scope = NewDisposeScope();
                        return aten.mul_Tensor(default_mask, aten.to_dtype(mask, default_mask.dtype)).MoveToOuterDisposeScope();
                    }
                }
            }
        }
    }
}
