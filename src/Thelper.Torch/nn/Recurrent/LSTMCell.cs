using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One time step of a long short-term memory. Made by <c>torch.nn.LSTMCell</c>.</summary>
    public sealed class LSTMCell : RNNCellBase<(Tensor, Tensor)?, (Tensor, Tensor)>
    {
        internal LSTMCell(long input_size, long hidden_size, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(LSTMCell), 4, input_size, hidden_size, bias, device, dtype)
        {
        }

        /// <summary>One time step.</summary>
        /// <param name="input">(batch, inputs) or (inputs).</param>
        /// <param name="h0_c0">The hidden and cell state before, each (batch, hidden) or (hidden); zeros unless given.</param>
        /// <returns>The hidden and cell state after.</returns>
        /// <exception cref="UserErrorException">The shape of the input or of the state does not fit.</exception>
        public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            var batched = CheckBatch(input, h0_c0?.Item1, h0_c0?.Item2);
            if (batched && h0_c0 is { } state)
            {
                return Step(input, state.Item1, state.Item2);
            }

            using var scope = NewDisposeScope();
            var rows = batched ? input : aten.unsqueeze(input, 0);
            var (hidden, cell) = h0_c0 is { } first ? (aten.unsqueeze(first.Item1, 0), aten.unsqueeze(first.Item2, 0)) : Same(NewState(rows));
            (hidden, cell) = Step(rows, hidden, cell);
            return batched
                ? (hidden.MoveToOuterDisposeScope(), cell.MoveToOuterDisposeScope())
                : (aten.squeeze_dim(hidden, 0).MoveToOuterDisposeScope(), aten.squeeze_dim(cell, 0).MoveToOuterDisposeScope());
        }

        /// <summary>One time step, with hooks.</summary>
        /// <param name="input">As for <c>forward</c>.</param>
        /// <param name="h0_c0">As for <c>forward</c>.</param>
        public new (Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        private static (Tensor, Tensor) Same(Tensor state) => (state, state);

        private (Tensor, Tensor) Step(Tensor input, Tensor hidden, Tensor cell) => aten.lstm_cell(input, [hidden, cell], weight_ih, weight_hh, bias_ih, bias_hh);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>One time step of a long short-term memory.</summary>
            /// <param name="inputSize">The size of an input.</param>
            /// <param name="hiddenSize">The size of the states.</param>
            /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
            /// <param name="device">Where the weights live.</param>
            /// <param name="dtype">The weights' type.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static LSTMCell LSTMCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, hiddenSize, bias, device, dtype);
        }
    }
}
