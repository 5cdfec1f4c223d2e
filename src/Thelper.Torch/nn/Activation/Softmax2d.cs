using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The softmax over the channels at each place of N x C x H x W or C x H x W.</summary>
    public sealed class Softmax2d() : nn.Module<Tensor, Tensor>(nameof(Softmax2d))
    {
        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The input has neither 3 nor 4 dimensions.</exception>
        public override Tensor forward(Tensor input) => input.dim() is 3 or 4
            ? nn.functional.softmax(input, -3)
            : throw new ArgumentException($"Softmax2d takes 3 or 4 dimensions, not ({string.Join(", ", input.shape)}).", nameof(input));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The softmax over the channels at each place of N x C x H x W or C x H x W.</summary>
            public static Softmax2d Softmax2d() => new();
        }
    }
}
