using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    /// <content>Factories of layers whose input sizes the first input decides.</content>
    public static partial class nn
    {
        /// <summary>A linear layer whose number of inputs is the size of the first input's last dimension.</summary>
        /// <param name="outputSize">The number of outputs.</param>
        /// <param name="hasBias">Whether it adds a bias.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LazyLinear LazyLinear(long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(outputSize, hasBias, device, dtype);

        /// <summary>A convolution over N x C x L whose input channels are those of the first input.</summary>
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
        public static LazyConv1d LazyConv1d(
            long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Repeat(kernel_size, 1), Repeat(stride, 1), Repeat(padding, 1), Repeat(dilation, 1), padding_mode, groups, bias) { Open = true }, device, dtype);

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
        public static LazyConv2d LazyConv2d(
            long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Repeat(kernel_size, 2), Repeat(stride, 2), Repeat(padding, 2), Repeat(dilation, 2), padding_mode, groups, bias) { Open = true }, device, dtype);

        /// <inheritdoc cref="LazyConv2d(long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
        public static LazyConv2d LazyConv2d(
            long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Sizes(kernel_size), Sizes(stride, 1), Sizes(padding, 0), Sizes(dilation, 1), padding_mode, groups, bias) { Open = true }, device, dtype);

        /// <summary>A convolution over N x C x D x H x W whose input channels are those of the first input.</summary>
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
        public static LazyConv3d LazyConv3d(
            long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Repeat(kernel_size, 3), Repeat(stride, 3), Repeat(padding, 3), Repeat(dilation, 3), padding_mode, groups, bias) { Open = true }, device, dtype);

        /// <inheritdoc cref="LazyConv3d(long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
        public static LazyConv3d LazyConv3d(
            long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Sizes(kernel_size), Sizes(stride, 1), Sizes(padding, 0), Sizes(dilation, 1), padding_mode, groups, bias) { Open = true }, device, dtype);

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
        public static LazyConvTranspose1d LazyConvTranspose1d(
            long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Repeat(kernel_size, 1), Repeat(stride, 1), Repeat(padding, 1), Repeat(dilation, 1), padding_mode, groups, bias) { Open = true, Transposed = true, OutputPadding = Repeat(output_padding, 1) }, device, dtype);

        /// <summary>A transposed convolution over N x C x H x W whose input channels are those of the first input.</summary>
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
        public static LazyConvTranspose2d LazyConvTranspose2d(
            long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Repeat(kernel_size, 2), Repeat(stride, 2), Repeat(padding, 2), Repeat(dilation, 2), padding_mode, groups, bias) { Open = true, Transposed = true, OutputPadding = Repeat(output_padding, 2) }, device, dtype);

        /// <inheritdoc cref="LazyConvTranspose2d(long, long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
        public static LazyConvTranspose2d LazyConvTranspose2d(
            long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Sizes(kernel_size), Sizes(stride, 1), Sizes(padding, 0), Sizes(dilation, 1), padding_mode, groups, bias) { Open = true, Transposed = true, OutputPadding = Sizes(output_padding, 0) }, device, dtype);

        /// <summary>A transposed convolution over N x C x D x H x W whose input channels are those of the first input.</summary>
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
        public static LazyConvTranspose3d LazyConvTranspose3d(
            long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Repeat(kernel_size, 3), Repeat(stride, 3), Repeat(padding, 3), Repeat(dilation, 3), padding_mode, groups, bias) { Open = true, Transposed = true, OutputPadding = Repeat(output_padding, 3) }, device, dtype);

        /// <inheritdoc cref="LazyConvTranspose3d(long, long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
        public static LazyConvTranspose3d LazyConvTranspose3d(
            long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? output_padding = null, (long, long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, out_channels, Sizes(kernel_size), Sizes(stride, 1), Sizes(padding, 0), Sizes(dilation, 1), padding_mode, groups, bias) { Open = true, Transposed = true, OutputPadding = Sizes(output_padding, 0) }, device, dtype);

        /// <summary>Batch normalisation of N x C x L whose number of channels is that of the first input.</summary>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LazyBatchNorm1d LazyBatchNorm1d(
            double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, eps, momentum, affine, track_running_stats) { Open = true }, device, dtype);

        /// <summary>Batch normalisation of N x C x H x W whose number of channels is that of the first input.</summary>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LazyBatchNorm2d LazyBatchNorm2d(
            double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, eps, momentum, affine, track_running_stats) { Open = true }, device, dtype);

        /// <summary>Batch normalisation of N x C x D x H x W whose number of channels is that of the first input.</summary>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LazyBatchNorm3d LazyBatchNorm3d(
            double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, eps, momentum, affine, track_running_stats) { Open = true }, device, dtype);

        /// <summary>Instance normalisation of N x C x L whose number of channels is that of the first input.</summary>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LazyInstanceNorm1d LazyInstanceNorm1d(
            double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, eps, momentum, affine, track_running_stats) { Open = true }, device, dtype);

        /// <summary>Instance normalisation of N x C x H x W whose number of channels is that of the first input.</summary>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LazyInstanceNorm2d LazyInstanceNorm2d(
            double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, eps, momentum, affine, track_running_stats) { Open = true }, device, dtype);

        /// <summary>Instance normalisation of N x C x D x H x W whose number of channels is that of the first input.</summary>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LazyInstanceNorm3d LazyInstanceNorm3d(
            double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(0, eps, momentum, affine, track_running_stats) { Open = true }, device, dtype);
    }
}
