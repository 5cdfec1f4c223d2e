using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One time step of a recurrent layer with a plain nonlinearity. Made by <c>torch.nn.RNNCell</c>.</summary>
    public sealed class RNNCell : HiddenStateCell
    {
        private readonly bool relu;

        internal RNNCell(long input_size, long hidden_size, nn.NonLinearities nonlinearity, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(RNNCell), 1, input_size, hidden_size, bias, device, dtype) => relu = nonlinearity == nn.NonLinearities.ReLU;

        /// <inheritdoc/>
        protected override string ExtraRepr() => base.ExtraRepr() + (relu ? ", nonlinearity=relu" : "");

        private protected override Tensor Step(Tensor input, Tensor state) => relu
            ? aten.rnn_relu_cell(input, state, weight_ih, weight_hh, bias_ih, bias_hh)
            : aten.rnn_tanh_cell(input, state, weight_ih, weight_hh, bias_ih, bias_hh);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>One time step of a recurrent layer with a plain nonlinearity.</summary>
            /// <param name="inputSize">The size of an input.</param>
            /// <param name="hiddenSize">The size of the state.</param>
            /// <param name="nonLinearity">The nonlinearity.</param>
            /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
            /// <param name="device">Where the weights live.</param>
            /// <param name="dtype">The weights' type.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static RNNCell RNNCell(
                long inputSize, long hiddenSize, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, hiddenSize, nonLinearity, bias, device, dtype);
        }
    }
}
