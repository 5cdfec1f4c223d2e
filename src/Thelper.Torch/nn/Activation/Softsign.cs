using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x / (1 + |x|).</summary>
    public sealed class Softsign() : nn.Module<Tensor, Tensor>(nameof(Softsign))
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.softsign(input);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x / (1 + |x|).</summary>
            public static Softsign Softsign() => new();

            /// <inheritdoc cref="Softsign()"/>
            /// <param name="inplace">Without effect: libtorch has no such form.</param>
            public static Softsign Softsign(bool inplace) => new();
        }
    }
}
