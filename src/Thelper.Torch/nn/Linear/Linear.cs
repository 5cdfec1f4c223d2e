using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x W^T + b over the last dimension. Made by <c>torch.nn.Linear</c>.</summary>
    public class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(long in_features, long out_features, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            if (in_features < 0 || out_features < 0)
            {
                throw new UserErrorException($"Linear: the numbers of features are not negative, but {in_features} and {out_features} are given.");
            }

            this.in_features = in_features;
            this.out_features = out_features;
            weight = new Parameter(empty([out_features, in_features], dtype: dtype, device: device));
            this.bias = bias ? new Parameter(empty([out_features], dtype: dtype, device: device)) : null;
            reset_parameters();
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), this.bias);
        }

        /// <summary>Leaves the number of inputs open.</summary>
        private protected Linear(string name, long out_features, bool bias, Device? device, ScalarType? dtype)
            : base(name)
        {
            if (out_features < 0)
            {
                throw new UserErrorException($"{name}: the number of features is not negative, but {out_features} is given.");
            }

            this.out_features = out_features;
            IsOpen = true;
            weight = Lazy.Parameter(device, dtype);
            this.bias = bias ? Lazy.Parameter(device, dtype) : null;
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), this.bias);
        }

        /// <summary>The matrix (outputs, inputs).</summary>
        public Parameter weight { get; set => SetParameter(ref field, value, nameof(weight)); }

        /// <summary>The shifts (outputs), if the layer has them.</summary>
        public Parameter? bias { get; set => SetParameter(ref field, value, nameof(bias)); }

        /// <summary>The number of inputs.</summary>
        public long in_features { get; private set; }

        /// <summary>The number of outputs.</summary>
        public long out_features { get; }

        /// <summary>Draws the weight (Kaiming uniform, a = sqrt 5), then the bias (uniform within 1 / sqrt(inputs)) anew.</summary>
        public void reset_parameters()
        {
            if (IsOpen)
            {
                return;
            }

            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (bias is not null)
            {
                var bound = in_features > 0 ? 1 / Math.Sqrt(in_features) : 0;
                nn.init.uniform_(bias, -bound, bound);
            }
        }

        /// <summary>Whether the number of inputs is still open.</summary>
        private protected bool IsOpen { get; private set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => aten.linear(input, weight, bias);

        /// <summary>A layer of the same sizes with other parameters, which become its own.</summary>
        internal Linear With(Parameter newWeight, Parameter newBias)
        {
            var copy = nn.init.Skip(() => new Linear(in_features, out_features, true, newWeight.device, newWeight.dtype));
            copy.weight.Dispose();
            copy.bias!.Dispose();
            (copy.weight, copy.bias) = (newWeight, newBias);
            copy.train(training);
            return copy;
        }

        /// <summary>Decides the number of inputs and draws the parameters.</summary>
        private protected void Settle(long inputs)
        {
            if (!IsOpen)
            {
                return;
            }

            in_features = inputs;
            IsOpen = false;
            Lazy.Materialize(weight, out_features, inputs);
            Lazy.Materialize(bias, out_features);
            reset_parameters();
        }

        private protected override LoadedSizes? SizesFrom(Func<string, long[]?> loaded)
        {
            if (!IsOpen || loaded(nameof(weight)) is not [_, var inputs])
            {
                return null;
            }

            var shapes = new Dictionary<string, long[]> { [nameof(weight)] = [out_features, inputs] };
            if (bias is not null)
            {
                shapes[nameof(bias)] = [out_features];
            }

            return new LoadedSizes(shapes, () => Settle(inputs));
        }

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"in_features={in_features}, out_features={out_features}, bias={PythonText.Of(bias is not null)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x W^T + b over the last dimension.</summary>
            /// <param name="inputSize">The number of inputs.</param>
            /// <param name="outputSize">The number of outputs.</param>
            /// <param name="hasBias">Whether b is there.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}
