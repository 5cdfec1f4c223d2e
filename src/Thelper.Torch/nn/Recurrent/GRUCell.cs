using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One time step of a gated recurrent layer. Made by <c>torch.nn.GRUCell</c>.</summary>
    public sealed class GRUCell : HiddenStateCell
    {
        internal GRUCell(long input_size, long hidden_size, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(GRUCell), 3, input_size, hidden_size, bias, device, dtype)
        {
        }

        private protected override Tensor Step(Tensor input, Tensor state) => aten.gru_cell(input, state, weight_ih, weight_hh, bias_ih, bias_hh);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>One time step of a gated recurrent layer.</summary>
            /// <param name="inputSize">The size of an input.</param>
            /// <param name="hiddenSize">The size of the state.</param>
            /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
            /// <param name="device">Where the weights live.</param>
            /// <param name="dtype">The weights' type.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static GRUCell GRUCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, hiddenSize, bias, device, dtype);
        }
    }
}
