using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The last dimensions shifted and scaled by their mean and variance, then by learnt numbers. Made by <c>torch.nn.LayerNorm</c>.</summary>
    /// <remarks>J. Ba et al., "Layer normalization", 2016.</remarks>
    public class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] normalized_shape;
        private readonly double eps;

        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            this.normalized_shape = normalized_shape;
            this.eps = eps;
            weight = elementwise_affine ? new Parameter(ones(normalized_shape, dtype: dtype, device: device)) : null;
            this.bias = elementwise_affine && bias ? new Parameter(zeros(normalized_shape, dtype: dtype, device: device)) : null;
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), this.bias);
        }

        /// <summary>The scales, if the layer is affine.</summary>
        public Parameter? weight { get; set => SetParameter(ref field, value, nameof(weight)); }

        /// <summary>The shifts, if the layer has them.</summary>
        public Parameter? bias { get; set => SetParameter(ref field, value, nameof(bias)); }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => aten.layer_norm(input, normalized_shape, weight, bias, eps);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"{PythonText.Of(normalized_shape)}, eps={PythonText.Of(eps)}, elementwise_affine={PythonText.Of(weight is not null)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalisation of the last dimensions.</summary>
            /// <param name="normalized_shape">Their sizes.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="elementwise_affine">Whether elements have learnt scales and shifts.</param>
            /// <param name="bias">Whether they have learnt shifts.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            public static LayerNorm LayerNorm(
                long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <inheritdoc cref="LayerNorm(long[], double, bool, bool, Device?, ScalarType?)"/>
            public static LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
