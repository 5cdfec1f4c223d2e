using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Convolution over N x C x H x W. Made by <c>torch.nn.Conv2d</c>.</summary>
    public class Conv2d : Convolution
    {
        internal Conv2d(ConvolutionOptions options, Device? device, ScalarType? dtype)
            : base(nameof(Conv2d), options, device, dtype)
        {
        }

        /// <summary>Gives the layer another kernel, and with it another number of input channels.</summary>
        /// <param name="kernel">(out, in / groups, rows, columns); owned from now on. All but the second size are those of the old kernel, which is released.</param>
        /// <exception cref="UserErrorException">The kernel has other sizes.</exception>
        public void ReplaceKernel(Parameter kernel)
        {
            ArgumentNullException.ThrowIfNull(kernel);
            long[] wanted = [out_channels, kernel.dim() == 4 ? kernel.shape[1] : -1, .. kernel_size];
            if (!kernel.shape.AsSpan().SequenceEqual(wanted) || kernel.shape[1] < 1)
            {
                throw new UserErrorException($"{nameof(Conv2d)}: a kernel of the shape ({string.Join(", ", kernel.shape)}) cannot take the place of ({string.Join(", ", weight.shape)}): only the number of input channels may differ");
            }

            var old = weight;
            SetInput(kernel.shape[1] * groups);
            weight = kernel;
            old.Dispose();
        }

        private protected override Tensor Run(Tensor input) => Options.Rule is not null && Options.PaddingMode == PaddingModes.Zeros
            ? aten.conv2d_padding(input, weight, bias, Options.Stride, Options.RuleName, Options.Dilation, Options.Groups)
            : Padded(input, (x, padding) => aten.conv2d(x, weight, bias, Options.Stride, padding, Options.Dilation, Options.Groups));

        private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new Conv2d(options, device, dtype);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Convolution over N x C x H x W.</summary>
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
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Repeat(kernel_size, 2), Repeat(stride, 2), Repeat(padding, 2), Repeat(dilation, 2), padding_mode, groups, bias), device, dtype);

            /// <summary>Convolution over N x C x H x W, padded by rule.</summary>
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
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Repeat(kernel_size, 2), Repeat(stride, 2), new long[2], Repeat(dilation, 2), padding_mode, groups, bias) { Rule = padding }, device, dtype);

            /// <inheritdoc cref="Conv2d(long, long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Sizes(kernel_size), Sizes(stride, 1), Sizes(padding, 0), Sizes(dilation, 1), padding_mode, groups, bias), device, dtype);

            /// <inheritdoc cref="Conv2d(long, long, long, Padding, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Sizes(kernel_size), Sizes(stride, 1), new long[2], Sizes(dilation, 1), padding_mode, groups, bias) { Rule = padding }, device, dtype);

            /// <inheritdoc cref="Conv2d(long, long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(in_channels, out_channels, Spread(kernel_size, 2), Spread(stride ?? [1], 2), Spread(padding ?? [0], 2), Spread(dilation ?? [1], 2), padding_mode, groups, bias), device, dtype);
        }
    }
}
