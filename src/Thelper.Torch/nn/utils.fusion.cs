using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Layers that follow each other as one, for evaluation.</summary>
            public static class fusion
            {
                /// <summary>The weight and shifts of a convolution that does what a convolution and the batch normalisation after it do in evaluation.</summary>
                /// <param name="conv_w">The convolution's weight.</param>
                /// <param name="conv_b">Its shifts, or none.</param>
                /// <param name="bn_rm">The running mean.</param>
                /// <param name="bn_rv">The running variance.</param>
                /// <param name="bn_eps">Added to the variance.</param>
                /// <param name="bn_w">The normalisation's scales, or none.</param>
                /// <param name="bn_b">The normalisation's shifts, or none.</param>
                /// <param name="transpose">Whether the convolution is a transposed one.</param>
                public static (Parameter weight, Parameter bias) fuse_conv_bn_weights(
                    Tensor conv_w, Tensor? conv_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w = null, Tensor? bn_b = null, bool transpose = false)
                {
                    ArgumentNullException.ThrowIfNull(conv_w);
                    using var scope = NewDisposeScope();
                    using var mode = no_grad();
                    conv_b ??= aten.zeros_like(bn_rm);
                    bn_w ??= aten.ones_like(bn_rm);
                    bn_b ??= aten.zeros_like(bn_rm);
                    var shape = new long[conv_w.dim()];
                    Array.Fill(shape, 1);
                    shape[transpose ? 1 : 0] = -1;
                    var scale = aten.rsqrt(aten.add_Scalar(bn_rv, bn_eps));
                    var weight = aten.mul_Tensor(conv_w, aten.reshape(aten.mul_Tensor(bn_w, scale), shape));
                    var bias = aten.add_Tensor(aten.mul_Tensor(aten.mul_Tensor(aten.sub_Tensor(conv_b, bn_rm), scale), bn_w), bn_b);
                    return (new Parameter(weight), new Parameter(bias));
                }

                /// <summary>The weight and shifts of a linear layer that does what a linear layer and the batch normalisation after it do in evaluation.</summary>
                /// <param name="linear_w">The linear layer's weight.</param>
                /// <param name="linear_b">Its shifts, or none.</param>
                /// <param name="bn_rm">The running mean.</param>
                /// <param name="bn_rv">The running variance.</param>
                /// <param name="bn_eps">Added to the variance.</param>
                /// <param name="bn_w">The normalisation's scales.</param>
                /// <param name="bn_b">The normalisation's shifts.</param>
                public static (Parameter weight, Parameter bias) fuse_linear_bn_weights(
                    Tensor linear_w, Tensor? linear_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w = null, Tensor? bn_b = null)
                    => fuse_conv_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b);
            }
        }
    }
}
