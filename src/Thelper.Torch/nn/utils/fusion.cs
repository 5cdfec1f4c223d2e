using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <inheritdoc cref="fusion.fuse_conv_bn_eval{TConvolution}"/>
            public static TConvolution fuse_conv_bn_eval<TConvolution>(TConvolution conv, BatchNorm bn, bool? transpose = null)
                where TConvolution : Convolution => fusion.fuse_conv_bn_eval(conv, bn, transpose);

            /// <inheritdoc cref="fusion.fuse_conv_bn_weights"/>
            public static (Parameter weight, Parameter bias) fuse_conv_bn_weights(
                Tensor conv_w, Tensor? conv_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w = null, Tensor? bn_b = null, bool transpose = false)
                => fusion.fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose);

            /// <inheritdoc cref="fusion.fuse_linear_bn_eval"/>
            public static Linear fuse_linear_bn_eval(Linear linear, BatchNorm bn) => fusion.fuse_linear_bn_eval(linear, bn);

            /// <inheritdoc cref="fusion.fuse_linear_bn_weights"/>
            public static (Parameter weight, Parameter bias) fuse_linear_bn_weights(
                Tensor linear_w, Tensor? linear_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w = null, Tensor? bn_b = null)
                => fusion.fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b);

            /// <summary>Lays the weights of 2D convolutions out in another order of memory, in a module and all below it. Values and shapes stay.</summary>
            /// <remarks>With channels last (NHWC), cuDNN is faster in half precision. Other layers keep their order, unlike with a conversion of the whole module.</remarks>
            /// <param name="module">The module.</param>
            /// <param name="memory_format">The order.</param>
            public static TModule convert_conv2d_weight_memory_format<TModule>(TModule module, MemoryFormat memory_format)
                where TModule : Module
            {
                ArgumentNullException.ThrowIfNull(module);
                using var mode = no_grad();
                foreach (var part in module.modules())
                {
                    if (part is Modules.Conv2d or Modules.ConvTranspose2d && part.OwnParameter("weight") is { } weight && weight.dim() == 4)
                    {
                        using var value = aten.contiguous(weight, memory_format);
                        aten.set_data(weight, value);
                    }
                }

                return module;
            }

            /// <summary>Layers that follow each other as one, for evaluation.</summary>
            public static class fusion
            {
                /// <summary>A convolution that does what a convolution and the batch normalisation after it do in evaluation. Both stay as they are.</summary>
                /// <param name="conv">The convolution, in evaluation.</param>
                /// <param name="bn">The batch normalisation, in evaluation, with running statistics.</param>
                /// <param name="transpose">Whether the convolution is a transposed one; what it is unless given.</param>
                /// <returns>A new layer of the same class, in evaluation, with a bias. It has no hooks.</returns>
                /// <exception cref="UserErrorException">A layer is in training, its size is open, it has no running statistics, or the two do not fit each other.</exception>
                public static TConvolution fuse_conv_bn_eval<TConvolution>(TConvolution conv, BatchNorm bn, bool? transpose = null)
                    where TConvolution : Convolution
                {
                    ArgumentNullException.ThrowIfNull(conv);
                    var across = transpose ?? conv is ConvolutionTranspose;
                    Check(conv, bn, conv.out_channels);
                    if (conv.weight.dim() < 2)
                    {
                        throw new UserErrorException($"The first call decides the size of this {conv.GetName()}: it cannot be fused before.");
                    }

                    if (across && conv.groups > 1)
                    {
                        throw new UserErrorException($"A {conv.GetName()} of {conv.groups} groups cannot be fused with a normalisation.");
                    }

                    var (weight, bias) = fuse_conv_bn_weights(conv.weight, conv.bias, bn.running_mean!, bn.running_var!, bn.Options.Eps, bn.weight, bn.bias, across);
                    return (TConvolution)conv.With(weight, bias);
                }

                /// <summary>A linear layer that does what a linear layer and the batch normalisation after it do in evaluation. Both stay as they are.</summary>
                /// <param name="linear">The linear layer, in evaluation.</param>
                /// <param name="bn">The batch normalisation, in evaluation, with running statistics.</param>
                /// <returns>A new layer in evaluation, with a bias. It has no hooks.</returns>
                /// <exception cref="UserErrorException">A layer is in training, its size is open, it has no running statistics, or the two do not fit each other.</exception>
                public static Linear fuse_linear_bn_eval(Linear linear, BatchNorm bn)
                {
                    ArgumentNullException.ThrowIfNull(linear);
                    Check(linear, bn, linear.out_features);
                    if (linear.weight.dim() < 2)
                    {
                        throw new UserErrorException($"The first call decides the size of this {linear.GetName()}: it cannot be fused before.");
                    }

                    var (weight, bias) = fuse_linear_bn_weights(linear.weight, linear.bias, bn.running_mean!, bn.running_var!, bn.Options.Eps, bn.weight, bn.bias);
                    return linear.With(weight, bias);
                }

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
                    return scope.MoveToOuter(new Parameter(weight), new Parameter(bias));
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

                private static void Check(Module layer, BatchNorm bn, long outputs)
                {
                    ArgumentNullException.ThrowIfNull(bn);
                    if (layer.training || bn.training)
                    {
                        throw new UserErrorException($"{layer.GetName()} and {bn.GetName()} are fused for evaluation only: call eval() on both first.");
                    }

                    if (bn.running_mean is null)
                    {
                        throw new UserErrorException($"{bn.GetName()} has no running statistics, so it cannot be fused with {layer.GetName()}.");
                    }

                    if (bn.running_mean.numel() != outputs)
                    {
                        throw new UserErrorException($"{bn.GetName()} is for {bn.running_mean.numel()} features, but this {layer.GetName()} gives {outputs}.");
                    }
                }
            }
        }
    }
}
