using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Convolution over N x C x D x H x W. Made by <c>torch.nn.Conv3d</c>.</summary>
    public class Conv3d : Convolution
    {
        internal Conv3d(ConvolutionOptions options, Device? device, ScalarType? dtype)
            : base(nameof(Conv3d), options, device, dtype)
        {
        }

        private protected override Tensor Run(Tensor input) => Options.Rule is not null && Options.PaddingMode == PaddingModes.Zeros
            ? aten.conv3d_padding(input, weight, bias, Options.Stride, Options.RuleName, Options.Dilation, Options.Groups)
            : Padded(input, (x, padding) => aten.conv3d(x, weight, bias, Options.Stride, padding, Options.Dilation, Options.Groups));

        private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new Conv3d(options, device, dtype);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Convolution over N x C x D x H x W.</summary>
            /// <param name="in_channels">Channels of the input.</param>
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
            public static Conv3d Conv3d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Repeat(kernel_size, 3), Repeat(stride, 3), Repeat(padding, 3), Repeat(dilation, 3), padding_mode, groups, bias), device, dtype);

            /// <summary>Convolution over N x C x D x H x W, padded by rule.</summary>
            /// <param name="in_channels">Channels of the input.</param>
            /// <param name="out_channels">Channels of the output.</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="padding">The rule by which elements are added at both sides.</param>
            /// <param name="stride">Step of the kernel (1).</param>
            /// <param name="dilation">Distance of the kernel's elements (1).</param>
            /// <param name="padding_mode">What the padding holds.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            /// <param name="bias">Whether the layer adds a bias.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">The options make no convolution: a size, step, distance or number of channels that is not positive, a padding that is negative, channels that the groups do not divide, another number of sizes than the kernel has, or a padding that the layer does not know.</exception>
            public static Conv3d Conv3d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Repeat(kernel_size, 3), Repeat(stride, 3), new long[3], Repeat(dilation, 3), padding_mode, groups, bias) { Rule = padding }, device, dtype);

            /// <inheritdoc cref="Conv3d(long, long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static Conv3d Conv3d(
                long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Sizes(kernel_size), Sizes(stride, 1), Sizes(padding, 0), Sizes(dilation, 1), padding_mode, groups, bias), device, dtype);

            /// <inheritdoc cref="Conv3d(long, long, long, Padding, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static Conv3d Conv3d(
                long in_channels, long out_channels, (long, long, long) kernel_size, Padding padding, (long, long, long)? stride = null, (long, long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Sizes(kernel_size), Sizes(stride, 1), new long[3], Sizes(dilation, 1), padding_mode, groups, bias) { Rule = padding }, device, dtype);

            /// <inheritdoc cref="Conv3d(long, long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static Conv3d Conv3d(
                long in_channels, long out_channels, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Spread(kernel_size, 3), Spread(stride ?? [1], 3), Spread(padding ?? [0], 3), Spread(dilation ?? [1], 3), padding_mode, groups, bias), device, dtype);
        }
    }
}
