namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The gradient of <see cref="avg_pool2d(Tensor, long[], long[], long[], bool, bool, long?)"/>, by automatic differentiation; <c>backward()</c> gives it where the pooling is part of a model.</summary>
            /// <param name="grad_output">The gradient with respect to the means, of their shape.</param>
            /// <param name="input">What was pooled.</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Zeros added at every side, at most half the kernel.</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            /// <param name="divisor_override">Divides the sums instead of the number of elements.</param>
            /// <returns>The gradient with respect to <paramref name="input"/>, of its shape.</returns>
            public static Tensor avg_pool2d_backward(
                Tensor grad_output, Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => Gradient(grad_output, input, x => avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override));

            /// <summary>The gradient of <see cref="avg_pool3d(Tensor, long[], long[], long[], bool, bool, long?)"/>, by automatic differentiation; <c>backward()</c> gives it where the pooling is part of a model.</summary>
            /// <inheritdoc cref="avg_pool2d_backward"/>
            public static Tensor avg_pool3d_backward(
                Tensor grad_output, Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => Gradient(grad_output, input, x => avg_pool3d(x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override));

            private static Tensor Gradient(Tensor grad_output, Tensor input, Func<Tensor, Tensor> function)
            {
                using var scope = NewDisposeScope();
                using var recording = enable_grad();
                var leaf = input.detach().requires_grad_();
                return autograd.grad([function(leaf)], [leaf], [grad_output])[0]!.MoveToOuterDisposeScope();
            }
        }
    }
}
