using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Pixels rearranged into channels: (N, C, H r, W r) to (N, C r^2, H, W).</summary>
    /// <param name="downscale_factor">r.</param>
    /// <exception cref="UserErrorException"><paramref name="downscale_factor"/> is not positive.</exception>
    public sealed class PixelUnshuffle(long downscale_factor) : nn.Module<Tensor, Tensor>(nameof(PixelUnshuffle))
    {
        /// <summary>r.</summary>
        /// <exception cref="UserErrorException">It is out of range.</exception>
        public long downscale_factor { get; } = downscale_factor > 0 ? downscale_factor : throw new UserErrorException($"PixelUnshuffle: downscale_factor is positive, not {downscale_factor}.");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.pixel_unshuffle(input, downscale_factor);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"downscale_factor={downscale_factor}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Pixels rearranged into channels: (N, C, H r, W r) to (N, C r^2, H, W).</summary>
            /// <exception cref="UserErrorException"><paramref name="downscale_factor"/> is not positive.</exception>
            public static PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);
        }
    }
}
