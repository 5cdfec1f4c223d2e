namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Each channel shifted and scaled by its mean and variance, over the batch in training, else the running ones.</summary>
            /// <param name="input">(N, C, ...).</param>
            /// <param name="running_mean">(C), updated in training; none: always the batch's.</param>
            /// <param name="running_var">(C), updated in training; none: always the batch's.</param>
            /// <param name="weight">Scales (C), or none.</param>
            /// <param name="bias">Shifts (C), or none.</param>
            /// <param name="training">Whether the batch's statistics are used.</param>
            /// <param name="momentum">The share of the batch in the running statistics.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <exception cref="ArgumentException">Training with one value a channel, whose variance is undefined.</exception>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5)
            {
                if (training)
                {
                    RequireSeveralValues(input, input.numel() / Math.Max(1, input.shape[1]));
                }

                return aten.batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled: true);
            }

            /// <summary>Each channel of each sample shifted and scaled by its own mean and variance.</summary>
            /// <param name="input">(N, C, ...).</param>
            /// <param name="running_mean">(C), or none.</param>
            /// <param name="running_var">(C), or none.</param>
            /// <param name="weight">Scales (C), or none.</param>
            /// <param name="bias">Shifts (C), or none.</param>
            /// <param name="use_input_stats">Whether the sample's statistics are used, not the running ones.</param>
            /// <param name="momentum">The share of the batch in the running statistics.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <exception cref="ArgumentException">The statistics come from the input, and it has one value a channel.</exception>
            public static Tensor instance_norm(
                Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null,
                bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5)
            {
                if (use_input_stats)
                {
                    RequireSeveralValues(input, input.shape.Skip(2).Aggregate(1L, (product, size) => product * size));
                }

                return aten.instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled: true);
            }

            /// <summary>The last dimensions shifted and scaled by their mean and variance.</summary>
            /// <remarks>J. Ba et al., "Layer normalization", 2016.</remarks>
            /// <param name="input">(..., normalized_shape).</param>
            /// <param name="normalized_shape">The sizes of the last dimensions.</param>
            /// <param name="weight">Scales of that shape, or none.</param>
            /// <param name="bias">Shifts of that shape, or none.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => aten.layer_norm(input, normalized_shape, weight, bias, eps);

            /// <summary>Groups of channels of each sample shifted and scaled by their mean and variance.</summary>
            /// <remarks>Y. Wu and K. He, "Group normalization", 2018.</remarks>
            /// <param name="input">(N, C, ...).</param>
            /// <param name="num_groups">The number of groups, a divisor of C.</param>
            /// <param name="weight">Scales (C), or none.</param>
            /// <param name="bias">Shifts (C), or none.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => aten.group_norm(input, num_groups, weight, bias, eps);

            /// <summary>Divides by the p-norm along one dimension.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="p">The exponent of the norm.</param>
            /// <param name="dim">The dimension.</param>
            /// <param name="eps">The least divisor.</param>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1e-12)
            {
                using var norm = aten.norm_ScalarOpt_dim(input, p, [dim], keepdim: true);
                using var least = aten.clamp_min(norm, eps);
                using var divisor = aten.expand_as(least, input);
                return aten.div_Tensor(input, divisor);
            }

            /// <summary>Each element divided by a power of the mean square of its neighbours in the channels.</summary>
            /// <remarks>A. Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012.</remarks>
            /// <param name="input">(N, C, ...), at least 3 dimensions.</param>
            /// <param name="size">The number of neighbours.</param>
            /// <param name="alpha">Factor of the mean square.</param>
            /// <param name="beta">The power.</param>
            /// <param name="k">Added to the mean square.</param>
            /// <exception cref="ArgumentException">The input has less than 3 dimensions.</exception>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 1e-4, double beta = 0.75, double k = 1.0)
            {
                var shape = input.shape;
                if (shape.Length < 3)
                {
                    throw new ArgumentException($"local_response_norm takes at least 3 dimensions, not ({string.Join(", ", shape)}).", nameof(input));
                }

                if (input.numel() == 0)
                {
                    return aten.alias(input);
                }

                using var scope = NewDisposeScope();
                var squares = aten.unsqueeze(aten.mul_Tensor(input, input), 1);
                var (before, after) = (size / 2, (size - 1) / 2);
                var means = shape.Length == 3
                    ? aten.avg_pool2d(aten.constant_pad_nd(squares, [0, 0, before, after], 0), [size, 1], [1])
                    : aten.avg_pool3d(aten.constant_pad_nd(aten.view(squares, [shape[0], 1, shape[1], shape[2], -1]), [0, 0, 0, 0, before, after], 0), [size, 1, 1], [1]);
                var sizes = aten.view(aten.squeeze_dim(means, 1), shape);
                var divisor = aten.pow_Tensor_Scalar(aten.add_Scalar(aten.mul_Scalar(sizes, alpha), k), beta);
                return aten.div_Tensor(input, divisor).MoveToOuterDisposeScope();
            }

            private static void RequireSeveralValues(Tensor input, long values)
            {
                if (values == 1)
                {
                    throw new ArgumentException(
                        $"Normalising in training needs more than 1 value a channel, and an input of ({string.Join(", ", input.shape)}) has {values}: use a batch of 2 or more, or eval().", nameof(input));
                }
            }
        }
    }
}
