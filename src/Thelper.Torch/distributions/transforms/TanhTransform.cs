namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>The hyperbolic tangent.</summary>
            public sealed class TanhTransform : Transform
            {
                /// <inheritdoc/>
                public override Tensor forward(Tensor x) => x.tanh();

                /// <inheritdoc/>
                public override Tensor inverse(Tensor y) => y.atanh();

                /// <inheritdoc/>
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() => 2 * (Math.Log(2) - x - nn.functional.softplus(-2 * x)));
            }
        }
    }
}
