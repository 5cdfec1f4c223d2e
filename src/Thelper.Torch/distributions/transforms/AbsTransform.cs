namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>The absolute value; the inverse is the positive one.</summary>
            public sealed class AbsTransform : Transform
            {
                /// <inheritdoc/>
                public override bool bijective => false;

                /// <inheritdoc/>
                public override int? sign => null;

                /// <inheritdoc/>
                public override Tensor forward(Tensor x) => x.abs();

                /// <inheritdoc/>
                public override Tensor inverse(Tensor y) => y.alias();

                /// <inheritdoc/>
                /// <exception cref="NotImplementedException">Always: two arguments have the same value.</exception>
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => throw new NotImplementedException("The absolute value has no inverse.");
            }
        }
    }
}
