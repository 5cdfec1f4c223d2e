using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x1 W x2 + b over the last dimensions. Made by <c>torch.nn.Bilinear</c>.</summary>
    public class Bilinear : nn.Module<Tensor, Tensor, Tensor>
    {
        internal Bilinear(long in1_features, long in2_features, long out_features, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(Bilinear))
        {
            if (in1_features <= 0 || in2_features < 0 || out_features < 0)
            {
                throw new UserErrorException($"Bilinear: the numbers of features are positive, not {in1_features}, {in2_features} and {out_features}.");
            }

            weight = new Parameter(empty([out_features, in1_features, in2_features], dtype: dtype, device: device));
            this.bias = bias ? new Parameter(empty([out_features], dtype: dtype, device: device)) : null;
            reset_parameters();
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), this.bias);
        }

        /// <summary>The matrices (outputs, inputs 1, inputs 2).</summary>
        public Parameter weight { get; set => SetParameter(ref field, value, nameof(weight)); }

        /// <summary>The shifts (outputs), if the layer has them.</summary>
        public Parameter? bias { get; set => SetParameter(ref field, value, nameof(bias)); }

        /// <summary>Draws the weight, then the bias, uniformly within 1 / sqrt(inputs 1) anew.</summary>
        public void reset_parameters()
        {
            var bound = 1 / Math.Sqrt(weight.shape[1]);
            nn.init.uniform_(weight, -bound, bound);
            if (bias is not null)
            {
                nn.init.uniform_(bias, -bound, bound);
            }
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2) => aten.bilinear(input1, input2, weight, bias);

        /// <inheritdoc/>
        protected override string ExtraRepr()
        {
            var shape = weight.shape;
            return $"in1_features={shape[1]}, in2_features={shape[2]}, out_features={shape[0]}, bias={PythonText.Of(bias is not null)}";
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x1 W x2 + b over the last dimensions.</summary>
            /// <param name="in1_features">The number of inputs on the left.</param>
            /// <param name="in2_features">The number of inputs on the right.</param>
            /// <param name="outputSize">The number of outputs.</param>
            /// <param name="hasBias">Whether b is there.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">A size is not positive.</exception>
            public static Bilinear Bilinear(long in1_features, long in2_features, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(in1_features, in2_features, outputSize, hasBias, device, dtype);
        }
    }
}
