using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Channels rearranged into pixels: (N, C r^2, H, W) to (N, C, H r, W r).</summary>
    /// <remarks>W. Shi et al., "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network", 2016.</remarks>
    /// <param name="upscale_factor">r.</param>
    /// <exception cref="UserErrorException"><paramref name="upscale_factor"/> is not positive.</exception>
    public sealed class PixelShuffle(long upscale_factor) : nn.Module<Tensor, Tensor>(nameof(PixelShuffle))
    {
        /// <summary>r.</summary>
        /// <exception cref="UserErrorException">It is out of range.</exception>
        public long upscale_factor { get; } = upscale_factor > 0 ? upscale_factor : throw new UserErrorException($"PixelShuffle: upscale_factor is positive, not {upscale_factor}.");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.pixel_shuffle(input, upscale_factor);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"upscale_factor={upscale_factor}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Channels rearranged into pixels: (N, C r^2, H, W) to (N, C, H r, W r).</summary>
            /// <exception cref="UserErrorException"><paramref name="upscale_factor"/> is not positive.</exception>
            public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);
        }
    }
}
