namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The layers as functions, without state of their own.</summary>
        public static partial class functional
        {
            /// <summary>x W^T + b over the last dimension.</summary>
            /// <param name="input">(..., inputs).</param>
            /// <param name="weight">(outputs, inputs).</param>
            /// <param name="bias">(outputs), or none.</param>
            public static Tensor linear(Tensor input, Tensor weight, Tensor? bias = null) => aten.linear(input, weight, bias);

            /// <summary>x1 W x2 + b over the last dimensions.</summary>
            /// <param name="input1">(..., inputs 1).</param>
            /// <param name="input2">(..., inputs 2).</param>
            /// <param name="weight">(outputs, inputs 1, inputs 2).</param>
            /// <param name="bias">(outputs), or none.</param>
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null) => aten.bilinear(input1, input2, weight, bias);

            /// <summary>Convolution over N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="weight">(outputs, C / groups, kernel).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="stride">Step of the kernel.</param>
            /// <param name="padding">Zeros added at both ends.</param>
            /// <param name="dilation">Distance of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
                => aten.conv1d(input, weight, bias, [stride ?? 1], [padding ?? 0], [dilation ?? 1], groups);

            /// <summary>Convolution over N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="weight">(outputs, C / groups, kernel height, kernel width).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="strides">Steps of the kernel.</param>
            /// <param name="padding">Zeros added at every side.</param>
            /// <param name="dilation">Distances of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
                => aten.conv2d(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            /// <summary>Convolution over N x C x D x H x W.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="weight">(outputs, C / groups, kernel depth, height, width).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="strides">Steps of the kernel.</param>
            /// <param name="padding">Zeros added at every side.</param>
            /// <param name="dilation">Distances of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
                => aten.conv3d(input, weight, bias, strides ?? [1, 1, 1], padding ?? [0, 0, 0], dilation ?? [1, 1, 1], groups);

            /// <summary>The gradient of a convolution over N x C x L with respect to its input.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="weight">(C, outputs / groups, kernel).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="stride">Step of the kernel in the output.</param>
            /// <param name="padding">Elements cut from both ends of the output.</param>
            /// <param name="output_padding">Elements added at the far end of the output.</param>
            /// <param name="dilation">Distance of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv_transpose1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null, long? dilation = null, long groups = 1)
                => aten.conv_transpose1d(input, weight, bias, [stride ?? 1], [padding ?? 0], [output_padding ?? 0], groups, [dilation ?? 1]);

            /// <summary>The gradient of a convolution over N x C x H x W with respect to its input.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="weight">(C, outputs / groups, kernel height, kernel width).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="strides">Steps of the kernel in the output.</param>
            /// <param name="padding">Elements cut from every side of the output.</param>
            /// <param name="output_padding">Elements added at the far sides of the output.</param>
            /// <param name="dilation">Distances of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv_transpose2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
                => aten.conv_transpose2d_input(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], output_padding ?? [0, 0], groups, dilation ?? [1, 1]);

            /// <summary>The gradient of a convolution over N x C x D x H x W with respect to its input.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="weight">(C, outputs / groups, kernel depth, height, width).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="strides">Steps of the kernel in the output.</param>
            /// <param name="padding">Elements cut from every side of the output.</param>
            /// <param name="output_padding">Elements added at the far sides of the output.</param>
            /// <param name="dilation">Distances of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv_transpose3d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
                => aten.conv_transpose3d_input(input, weight, bias, strides ?? [1, 1, 1], padding ?? [0, 0, 0], output_padding ?? [0, 0, 0], groups, dilation ?? [1, 1, 1]);

            /// <summary>Convolution over N x C x L, padded by rule.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="weight">(outputs, C / groups, kernel...).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="padding">The rule; <see cref="Padding.Same"/> needs stride 1.</param>
            /// <param name="stride">Step of the kernel.</param>
            /// <param name="dilation">Distance of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias, Padding padding, long? stride = null, long? dilation = null, long groups = 1)
                => aten.conv1d_padding(input, weight, bias, [stride ?? 1], padding == Padding.Same ? "same" : "valid", [dilation ?? 1], groups);

            /// <summary>Convolution over N x C x H x W, padded by rule.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="weight">(outputs, C / groups, kernel...).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="padding">The rule; <see cref="Padding.Same"/> needs stride 1.</param>
            /// <param name="strides">Step of the kernel.</param>
            /// <param name="dilation">Distance of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias, Padding padding, long[]? strides = null, long[]? dilation = null, long groups = 1)
                => aten.conv2d_padding(input, weight, bias, strides ?? [1], padding == Padding.Same ? "same" : "valid", dilation ?? [1], groups);

            /// <summary>Convolution over N x C x D x H x W, padded by rule.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="weight">(outputs, C / groups, kernel...).</param>
            /// <param name="bias">(outputs), or none.</param>
            /// <param name="padding">The rule; <see cref="Padding.Same"/> needs stride 1.</param>
            /// <param name="strides">Step of the kernel.</param>
            /// <param name="dilation">Distance of the kernel's elements.</param>
            /// <param name="groups">Blocks of channels that do not see each other.</param>
            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias, Padding padding, long[]? strides = null, long[]? dilation = null, long groups = 1)
                => aten.conv3d_padding(input, weight, bias, strides ?? [1], padding == Padding.Same ? "same" : "valid", dilation ?? [1], groups);

            /// <summary>Convolution over time, batch, channels.</summary>
            /// <param name="input">(time, N, C).</param>
            /// <param name="weight">(kernel, C, outputs).</param>
            /// <param name="bias">(outputs).</param>
            /// <param name="pad">Zeros added at both ends of time.</param>
            public static Tensor conv_tbc(Tensor input, Tensor weight, Tensor bias, long pad = 0) => aten.conv_tbc(input, weight, bias, pad);
        }
    }
}
