using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The distribution of a sum of squares of standard normal variables. Made by <c>torch.distributions.Chi2</c>.</summary>
    public sealed class Chi2 : Gamma
    {
        private Chi2(Tensor half, Tensor rate, Generator? generator)
            : base(half, rate, generator)
        {
        }

        /// <summary>How many squares.</summary>
        public Tensor df => concentration * 2;

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Chi2(concentration.expand(batch_shape), rate.expand(batch_shape), Generator);
        }

        internal static Chi2 Of(Tensor df, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new Chi2(df / 2, full_like(df, 0.5), generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The distribution of a sum of squares of standard normal variables.</summary>
            /// <param name="df">How many squares.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Chi2 Chi2(Tensor df, Generator? generator = null) => Modules.Chi2.Of(df, generator);
        }
    }
}
