namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>1 / (1 + e^-x).</summary>
            public sealed class SigmoidTransform : Transform
            {
                /// <inheritdoc/>
                public override Tensor forward(Tensor x) => WrappedTensorDisposeScope(() => x.sigmoid().clamp(Tiny(x), 1 - Eps(x)));

                /// <inheritdoc/>
                public override Tensor inverse(Tensor y) => WrappedTensorDisposeScope(() =>
                {
                    var inside = y.clamp(Tiny(y), 1 - Eps(y));
                    return inside.log() - (-inside).log1p();
                });

                /// <inheritdoc/>
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() => -nn.functional.softplus(-x) - nn.functional.softplus(x));
            }
        }
    }
}
