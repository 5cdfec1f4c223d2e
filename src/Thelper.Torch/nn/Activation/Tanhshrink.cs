using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x - tanh(x).</summary>
    public sealed class Tanhshrink() : nn.Module<Tensor, Tensor>(nameof(Tanhshrink))
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.tanhshrink(input);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x - tanh(x).</summary>
            public static Tanhshrink Tanhshrink() => new();

            /// <inheritdoc cref="Tanhshrink()"/>
            /// <param name="inplace">Without effect: libtorch has no such form.</param>
            public static Tanhshrink Tanhshrink(bool inplace) => new();
        }
    }
}
