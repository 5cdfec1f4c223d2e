using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x where positive, else a learnt slope times x. Made by <c>torch.nn.PReLU</c>.</summary>
    /// <remarks>K. He et al., "Delving deep into rectifiers", 2015.</remarks>
    public sealed class PReLU : nn.Module<Tensor, Tensor>
    {
        internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype)
            : base(nameof(PReLU))
        {
            weight = new Parameter(full([num_parameters], init, dtype: dtype ?? ScalarType.Float32, device: device));
            register_parameter(nameof(weight), weight);
        }

        /// <summary>The slopes: one, or one a channel.</summary>
        public Parameter weight { get; set => SetParameter(ref field, value, nameof(weight)); }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => aten.prelu(input, weight);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"num_parameters={weight.shape[0]}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where positive, else a learnt slope times x.</summary>
            /// <param name="num_parameters">The number of slopes: 1, or one a channel.</param>
            /// <param name="init">Their initial value.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            public static PReLU PReLU(long num_parameters = 1, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);
        }
    }
}
