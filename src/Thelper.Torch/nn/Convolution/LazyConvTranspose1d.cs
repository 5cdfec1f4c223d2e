using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A transposed convolution over N x C x L whose input channels are those of the first input. Made by <c>torch.nn.LazyConvTranspose1d</c>.</summary>
    /// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
    public sealed class LazyConvTranspose1d : ConvTranspose1d
    {
        internal LazyConvTranspose1d(ConvolutionOptions options, Device? device, ScalarType? dtype)
            : base(options, device, dtype)
        {
        }

        /// <inheritdoc/>
        public override string GetName() => Options.Open ? nameof(LazyConvTranspose1d) : nameof(ConvTranspose1d);

        private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new LazyConvTranspose1d(options, device, dtype);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A transposed convolution over N x C x L whose input channels are those of the first input.</summary>
            /// <param name="out_channels">Channels of the output.</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (1).</param>
            /// <param name="padding">Elements added at both sides (0).</param>
            /// <param name="output_padding">Elements added at the far sides of the output (0).</param>
            /// <param name="dilation">Distance of the kernel's elements (1).</param>
            /// <param name="padding_mode">What the padding holds.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            /// <param name="bias">Whether the layer adds a bias.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">The options make no convolution: a size, step, distance or number of channels that is not positive, a padding that is negative, channels that the groups do not divide, another number of sizes than the kernel has, or a padding that the layer does not know.</exception>
            public static LazyConvTranspose1d LazyConvTranspose1d(
                long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(0, out_channels, Repeat(kernel_size, 1), Repeat(stride, 1), Repeat(padding, 1), Repeat(dilation, 1), padding_mode, groups, bias) { Open = true, Transposed = true, OutputPadding = Repeat(output_padding, 1) }, device, dtype);
        }
    }
}
