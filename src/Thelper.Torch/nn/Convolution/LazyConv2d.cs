using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A convolution over N x C x H x W whose input channels are those of the first input. Made by <c>torch.nn.LazyConv2d</c>.</summary>
    /// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
    public sealed class LazyConv2d : Conv2d
    {
        internal LazyConv2d(ConvolutionOptions options, Device? device, ScalarType? dtype)
            : base(options, device, dtype)
        {
        }

        /// <inheritdoc/>
        public override string GetName() => Options.Open ? nameof(LazyConv2d) : nameof(Conv2d);

        private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new LazyConv2d(options, device, dtype);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution over N x C x H x W whose input channels are those of the first input.</summary>
            /// <param name="out_channels">Channels of the output.</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (1).</param>
            /// <param name="padding">Elements added at both sides (0).</param>
            /// <param name="dilation">Distance of the kernel's elements (1).</param>
            /// <param name="padding_mode">What the padding holds.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            /// <param name="bias">Whether the layer adds a bias.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">The options make no convolution: a size, step, distance or number of channels that is not positive, a padding that is negative, channels that the groups do not divide, another number of sizes than the kernel has, or a padding that the layer does not know.</exception>
            public static LazyConv2d LazyConv2d(
                long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(0, out_channels, Repeat(kernel_size, 2), Repeat(stride, 2), Repeat(padding, 2), Repeat(dilation, 2), padding_mode, groups, bias) { Open = true }, device, dtype);

            /// <inheritdoc cref="LazyConv2d(long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static LazyConv2d LazyConv2d(
                long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(0, out_channels, Sizes(kernel_size), Sizes(stride, 1), Sizes(padding, 0), Sizes(dilation, 1), padding_mode, groups, bias) { Open = true }, device, dtype);
        }
    }
}
