namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>The exponential.</summary>
            public sealed class ExpTransform : Transform
            {
                /// <inheritdoc/>
                public override Tensor forward(Tensor x) => x.exp();

                /// <inheritdoc/>
                public override Tensor inverse(Tensor y) => y.log();

                /// <inheritdoc/>
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => x.alias();
            }
        }
    }
}
