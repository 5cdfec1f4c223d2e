namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>A power of a positive number.</summary>
            /// <param name="exponent">The exponent.</param>
            public sealed class PowerTransform(Tensor exponent) : Transform
            {
                private readonly Tensor exponent = exponent.alias().DetachFromDisposeScope();

                /// <inheritdoc/>
                public override Tensor forward(Tensor x) => x.pow(exponent);

                /// <inheritdoc/>
                public override Tensor inverse(Tensor y) => WrappedTensorDisposeScope(() => y.pow(1 / exponent));

                /// <inheritdoc/>
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() => (exponent * y / x).abs().log());

                /// <inheritdoc/>
                protected override void Dispose(bool disposing)
                {
                    if (disposing)
                    {
                        exponent.Dispose();
                    }

                    base.Dispose(disposing);
                }
            }
        }
    }
}
