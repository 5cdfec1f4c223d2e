namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>log(1 + e^x).</summary>
            public sealed class SoftplusTransform : Transform
            {
                /// <inheritdoc/>
                public override Tensor forward(Tensor x) => nn.functional.softplus(x);

                /// <inheritdoc/>
                public override Tensor inverse(Tensor y) => WrappedTensorDisposeScope(() => (-y).expm1().neg().log() + y);

                /// <inheritdoc/>
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() => -nn.functional.softplus(-x));
            }
        }
    }
}
