namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>loc + scale x.</summary>
            /// <param name="loc">What is added.</param>
            /// <param name="scale">What is multiplied with.</param>
            public sealed class AffineTransform(Tensor loc, Tensor scale) : Transform
            {
                private readonly Tensor loc = loc.alias().DetachFromDisposeScope();
                private readonly Tensor scale = scale.alias().DetachFromDisposeScope();

                /// <summary>loc + scale x.</summary>
                /// <param name="loc">What is added.</param>
                /// <param name="scale">What is multiplied with.</param>
                public AffineTransform(double loc, double scale)
                    : this(Number(loc), Number(scale))
                {
                }

                /// <inheritdoc/>
                public override int? sign
                {
                    get
                    {
                        using var scope = NewDisposeScope();
                        return scale.gt(0).all().ToBoolean() ? 1 : scale.lt(0).all().ToBoolean() ? -1 : null;
                    }
                }

                /// <inheritdoc/>
                public override Tensor forward(Tensor x) => WrappedTensorDisposeScope(() => loc + (scale * x));

                /// <inheritdoc/>
                public override Tensor inverse(Tensor y) => WrappedTensorDisposeScope(() => (y - loc) / scale);

                /// <inheritdoc/>
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() => scale.abs().log().expand_as(aten.broadcast_tensors([x, scale])[0]).clone());

                /// <inheritdoc/>
                protected override void Dispose(bool disposing)
                {
                    if (disposing)
                    {
                        loc.Dispose();
                        scale.Dispose();
                    }

                    base.Dispose(disposing);
                }
            }
        }
    }
}
