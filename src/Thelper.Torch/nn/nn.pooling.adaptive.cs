using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    /// <content>Factories of adaptive, fractional, inverse and power poolings.</content>
    public static partial class nn
    {
        /// <summary>Means over equal parts of N x C x L.</summary>
        /// <param name="output_size">The number of parts.</param>
        public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new([output_size]);

        /// <summary>Means over equal parts of N x C x H x W.</summary>
        /// <param name="output_size">Rows and columns of parts; one number for both; none for the input's own.</param>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size]);

        /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);

        /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long?, long?) output_size) => new([output_size.Item1, output_size.Item2]);

        /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

        /// <summary>Means over equal parts of N x C x D x H x W.</summary>
        /// <param name="output_size">Parts in depth, rows and columns; one number for all; none for the input's own.</param>
        public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long output_size) => new([output_size]);

        /// <inheritdoc cref="AdaptiveAvgPool3d(long)"/>
        public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) output_size) => new([output_size.Item1, output_size.Item2, output_size.Item3]);

        /// <inheritdoc cref="AdaptiveAvgPool3d(long)"/>
        public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long?, long?, long?) output_size) => new([output_size.Item1, output_size.Item2, output_size.Item3]);

        /// <inheritdoc cref="AdaptiveAvgPool3d(long)"/>
        public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

        /// <summary>Greatest elements of equal parts of N x C x L.</summary>
        /// <param name="output_size">The number of parts.</param>
        public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new([output_size]);

        /// <summary>Greatest elements of equal parts of N x C x H x W.</summary>
        /// <param name="output_size">Rows and columns of parts; one number for both; none for the input's own.</param>
        public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long output_size) => new([output_size]);

        /// <inheritdoc cref="AdaptiveMaxPool2d(long)"/>
        public static AdaptiveMaxPool2d AdaptiveMaxPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);

        /// <inheritdoc cref="AdaptiveMaxPool2d(long)"/>
        public static AdaptiveMaxPool2d AdaptiveMaxPool2d((long?, long?) output_size) => new([output_size.Item1, output_size.Item2]);

        /// <inheritdoc cref="AdaptiveMaxPool2d(long)"/>
        public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

        /// <summary>Greatest elements of equal parts of N x C x D x H x W.</summary>
        /// <param name="output_size">Parts in depth, rows and columns; one number for all; none for the input's own.</param>
        public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long output_size) => new([output_size]);

        /// <inheritdoc cref="AdaptiveMaxPool3d(long)"/>
        public static AdaptiveMaxPool3d AdaptiveMaxPool3d((long, long, long) output_size) => new([output_size.Item1, output_size.Item2, output_size.Item3]);

        /// <inheritdoc cref="AdaptiveMaxPool3d(long)"/>
        public static AdaptiveMaxPool3d AdaptiveMaxPool3d((long?, long?, long?) output_size) => new([output_size.Item1, output_size.Item2, output_size.Item3]);

        /// <inheritdoc cref="AdaptiveMaxPool3d(long)"/>
        public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

        /// <summary>Puts the values of a maximum pooling over N x C x L back where they came from, zeros elsewhere.</summary>
        /// <param name="kernel_size">Size of the pooling's kernel.</param>
        /// <param name="stride">Its step (its size).</param>
        /// <param name="padding">Its padding (0).</param>
        public static MaxUnpool1d MaxUnpool1d(long kernel_size, long? stride = null, long? padding = null)
            => new(new(Repeat(kernel_size, 1), Repeat(stride ?? kernel_size, 1), Repeat(padding ?? 0, 1), [1], false));

        /// <summary>Puts the values of a maximum pooling over N x C x H x W back where they came from, zeros elsewhere.</summary>
        /// <param name="kernel_size">Size of the pooling's kernel.</param>
        /// <param name="stride">Its step (its size).</param>
        /// <param name="padding">Its padding (0).</param>
        public static MaxUnpool2d MaxUnpool2d(long kernel_size, long? stride = null, long? padding = null)
            => new(new(Repeat(kernel_size, 2), Repeat(stride ?? kernel_size, 2), Repeat(padding ?? 0, 2), [1], false));

        /// <inheritdoc cref="MaxUnpool2d(long, long?, long?)"/>
        public static MaxUnpool2d MaxUnpool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null)
            => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), Sizes(padding, 0), [1], false));

        /// <inheritdoc cref="MaxUnpool2d(long, long?, long?)"/>
        public static MaxUnpool2d MaxUnpool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null)
            => new(new(Spread(kernel_size, 2), Spread(stride ?? kernel_size, 2), Spread(padding ?? [0], 2), [1], false));

        /// <summary>Puts the values of a maximum pooling over N x C x D x H x W back where they came from, zeros elsewhere.</summary>
        /// <param name="kernel_size">Size of the pooling's kernel.</param>
        /// <param name="stride">Its step (its size).</param>
        /// <param name="padding">Its padding (0).</param>
        public static MaxUnpool3d MaxUnpool3d(long kernel_size, long? stride = null, long? padding = null)
            => new(new(Repeat(kernel_size, 3), Repeat(stride ?? kernel_size, 3), Repeat(padding ?? 0, 3), [1], false));

        /// <inheritdoc cref="MaxUnpool3d(long, long?, long?)"/>
        public static MaxUnpool3d MaxUnpool3d((long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null)
            => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), Sizes(padding, 0), [1], false));

        /// <inheritdoc cref="MaxUnpool3d(long, long?, long?)"/>
        public static MaxUnpool3d MaxUnpool3d(long[] kernel_size, long[]? stride = null, long[]? padding = null)
            => new(new(Spread(kernel_size, 3), Spread(stride ?? kernel_size, 3), Spread(padding ?? [0], 3), [1], false));

        /// <summary>The greatest elements of parts of N x C x H x W whose borders are drawn at random.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="output_size">Size of the output; either this or the ratio.</param>
        /// <param name="output_ratio">Size of the output as a share of the input's, between 0 and 1.</param>
        public static FractionalMaxPool2d FractionalMaxPool2d(long kernel_size, long? output_size = null, double? output_ratio = null)
            => new(new(Repeat(kernel_size, 2), output_size is { } size ? Repeat(size, 2) : null, output_ratio is { } ratio ? [ratio, ratio] : null));

        /// <inheritdoc cref="FractionalMaxPool2d(long, long?, double?)"/>
        public static FractionalMaxPool2d FractionalMaxPool2d((long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null)
            => new(new(Sizes(kernel_size), output_size is null ? null : Sizes(output_size), output_ratio is { } ratio ? [ratio.Item1, ratio.Item2] : null));

        /// <inheritdoc cref="FractionalMaxPool2d(long, long?, double?)"/>
        public static FractionalMaxPool2d FractionalMaxPool2d(long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
            => new(new(kernel_size, output_size, output_ratio));

        /// <summary>The greatest elements of parts of N x C x D x H x W whose borders are drawn at random.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="output_size">Size of the output; either this or the ratio.</param>
        /// <param name="output_ratio">Size of the output as a share of the input's, between 0 and 1.</param>
        public static FractionalMaxPool3d FractionalMaxPool3d(long kernel_size, long? output_size = null, double? output_ratio = null)
            => new(new(Repeat(kernel_size, 3), output_size is { } size ? Repeat(size, 3) : null, output_ratio is { } ratio ? [ratio, ratio, ratio] : null));

        /// <inheritdoc cref="FractionalMaxPool3d(long, long?, double?)"/>
        public static FractionalMaxPool3d FractionalMaxPool3d((long, long, long) kernel_size, (long, long, long)? output_size = null, (double, double, double)? output_ratio = null)
            => new(new(Sizes(kernel_size), output_size is null ? null : Sizes(output_size), output_ratio is { } ratio ? [ratio.Item1, ratio.Item2, ratio.Item3] : null));

        /// <inheritdoc cref="FractionalMaxPool3d(long, long?, double?)"/>
        public static FractionalMaxPool3d FractionalMaxPool3d(long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
            => new(new(kernel_size, output_size, output_ratio));

        /// <summary>The p-norm under a kernel that moves over N x C x L.</summary>
        /// <param name="norm_type">p.</param>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="ceil_mode">Whether a last, partial position counts.</param>
        public static LPPool1d LPPool1d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);

        /// <summary>The p-norm under a kernel that moves over N x C x H x W.</summary>
        /// <param name="norm_type">p.</param>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="ceil_mode">Whether last, partial positions count.</param>
        public static LPPool2d LPPool2d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            => new(norm_type, [kernel_size], stride is { } step ? [step] : null, ceil_mode);

        /// <inheritdoc cref="LPPool2d(double, long, long?, bool)"/>
        public static LPPool2d LPPool2d(double norm_type, (long, long) kernel_size, (long, long)? stride = null, bool ceil_mode = false)
            => new(norm_type, Sizes(kernel_size), stride is null ? null : Sizes(stride), ceil_mode);

        /// <inheritdoc cref="LPPool2d(double, long, long?, bool)"/>
        public static LPPool2d LPPool2d(double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);

        private static long[] Spread(long[] values, int count) => values.Length == 1 ? Repeat(values[0], count) : values;
    }
}
