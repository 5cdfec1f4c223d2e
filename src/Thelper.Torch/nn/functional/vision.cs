namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Adds elements around a tensor.</summary>
            /// <param name="input">Any shape; (N, C, ...) or (C, ...) for modes other than constant.</param>
            /// <param name="pad">Elements before and after, of the last dimension first: (left, right, top, bottom, ...). Negative numbers crop.</param>
            /// <param name="mode">What is added.</param>
            /// <param name="value">The constant.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => mode is PaddingModes.Constant or PaddingModes.Zeros
                    ? aten.constant_pad_nd(input, pad, mode == PaddingModes.Zeros ? 0 : value)
                    : aten.pad(input, pad, mode.ToString().ToLowerInvariant(), null);

            /// <summary>Adds elements around the last dimension: left, right.</summary>
            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            /// <summary>Adds elements around the last two dimensions: left, right, top, bottom.</summary>
            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Adds equally many elements at each side of every dimension.</summary>
            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, Repeat(pad, 2 * (int)input.dim()), mode, value);

            /// <summary>Channels rearranged into pixels: (N, C r^2, H, W) to (N, C, H r, W r).</summary>
            /// <remarks>W. Shi et al., "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network", 2016.</remarks>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => aten.pixel_shuffle(input, upscale_factor);

            /// <summary>Pixels rearranged into channels: (N, C, H r, W r) to (N, C r^2, H, W).</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => aten.pixel_unshuffle(input, downscale_factor);

            /// <summary>Channels dealt out among groups: (N, g C / g, ...) seen as (N, g, C / g, ...), transposed.</summary>
            public static Tensor channel_shuffle(Tensor input, long groups) => aten.channel_shuffle(input, groups);

            /// <summary><see cref="channel_shuffle"/> without a gradient, in one operator.</summary>
            public static Tensor native_channel_shuffle(Tensor input, long groups) => aten.native_channel_shuffle(input, groups);

            /// <summary>Sums blocks (N, C k, L), or (C k, L), into an image (N, C, H, W), or (C, H, W).</summary>
            /// <param name="input">The blocks.</param>
            /// <param name="output_size">Rows and columns of the image.</param>
            /// <param name="kernel_size">Rows and columns of a block, k in all.</param>
            /// <param name="dilation">Distance of a block's elements (1).</param>
            /// <param name="padding">Elements cut from every side (0).</param>
            /// <param name="stride">Step of the blocks (1).</param>
            public static Tensor fold(
                Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => aten.col2im(input, Sizes(output_size), Sizes(kernel_size), Sizes(dilation, 1), Sizes(padding, 0), Sizes(stride, 1));

            /// <inheritdoc cref="fold(Tensor, ValueTuple{long, long}, ValueTuple{long, long}, Nullable{ValueTuple{long, long}}, Nullable{ValueTuple{long, long}}, Nullable{ValueTuple{long, long}})"/>
            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>Cuts an image (N, C, H, W), or (C, H, W), into blocks (N, C k, L), or (C k, L), k the elements of a block.</summary>
            /// <param name="input">The image.</param>
            /// <param name="kernel_size">Rows and columns of a block.</param>
            /// <param name="dilation">Distance of a block's elements (1).</param>
            /// <param name="padding">Zeros added at every side (0).</param>
            /// <param name="stride">Step of the blocks (1).</param>
            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => aten.im2col(input, Sizes(kernel_size), Sizes(dilation, 1), Sizes(padding, 0), Sizes(stride, 1));

            /// <inheritdoc cref="unfold(Tensor, ValueTuple{long, long}, Nullable{ValueTuple{long, long}}, Nullable{ValueTuple{long, long}}, Nullable{ValueTuple{long, long}})"/>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>The cosine of the angle between two inputs along one dimension.</summary>
            /// <param name="x1">Any shape.</param>
            /// <param name="x2">A shape that broadcasts with it.</param>
            /// <param name="dim">The dimension.</param>
            /// <param name="eps">The least product of the lengths.</param>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) => aten.cosine_similarity(x1, x2, dim, eps);

            /// <summary>The p-norm of the differences of two inputs along the last dimension.</summary>
            /// <param name="x1">(N, D) or (D).</param>
            /// <param name="x2">(N, D) or (D).</param>
            /// <param name="p">The exponent of the norm.</param>
            /// <param name="eps">Added to the differences.</param>
            /// <param name="keepdim">Whether the last dimension stays, with size 1.</param>
            public static Tensor pairwise_distance(Tensor x1, Tensor x2, double p = 2.0, double eps = 1e-6, bool keepdim = false)
                => aten.pairwise_distance(x1, x2, p, eps, keepdim);

            /// <summary>The p-norms of the differences of all pairs of rows (N, D), in the order (0, 1), (0, 2), ... (1, 2), ...</summary>
            public static Tensor pdist(Tensor input, double p = 2.0) => aten.pdist(input, p);
        }
    }
}
