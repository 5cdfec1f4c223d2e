using PackedSequence = Thelper.Torch.torch.nn.utils.rnn.PackedSequence;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A recurrent layer with a long short-term memory. Made by <c>torch.nn.LSTM</c>.</summary>
    /// <remarks>
    /// S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997; with projections: H. Sak et al., "Long short-term memory based recurrent
    /// neural network architectures for large vocabulary speech recognition", 2014.
    /// </remarks>
    public sealed class LSTM : RNNBase<(Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
    {
        internal LSTM(RecurrentOptions options, Device? device, ScalarType? dtype)
            : base(nameof(LSTM), 4, options, device, dtype)
        {
        }

        private protected override long CudnnMode => 2;

        /// <summary>Runs the layer over sequences of one length.</summary>
        /// <param name="input">(time, batch, inputs), or (batch, time, inputs) if <c>batch_first</c>; (time, inputs) for a single sequence.</param>
        /// <param name="h0_c0">
        /// The first hidden state (layers x directions, batch, hidden or projection) and cell state (layers x directions, batch, hidden),
        /// without the batch for a single sequence; zeros unless given.
        /// </param>
        /// <returns>The outputs of the last layer at all times, the last hidden states, the last cell states.</returns>
        /// <exception cref="UserErrorException">The shape of the input or of the state does not fit.</exception>
        public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            ArgumentNullException.ThrowIfNull(input);
            if (input.dim() == 2)
            {
                return Single(input, h0_c0);
            }

            var batch = CheckInput(input, packed: false);
            if (h0_c0 is not { } state)
            {
                using var hidden = NewState(input, batch, Options.OutputSize);
                using var cell = NewState(input, batch, Options.HiddenSize);
                return Run(input, (hidden, cell));
            }

            Check(state, batch, single: false);
            return Run(input, state);
        }

        /// <summary>Runs the layer over packed sequences of different lengths.</summary>
        /// <param name="input">The sequences.</param>
        /// <param name="h0_c0">The first states, in the order of the sequences before packing; zeros unless given.</param>
        /// <returns>The packed outputs of the last layer, the last hidden and cell state of each sequence.</returns>
        /// <exception cref="UserErrorException">The shape of the input or of the state does not fit, or a hook changed the number of elements.</exception>
        public (PackedSequence, Tensor, Tensor) forward(PackedSequence input, (Tensor, Tensor)? h0_c0 = null)
        {
            ArgumentNullException.ThrowIfNull(input);
            using var scope = NewDisposeScope();
            var (output, hidden, cell) = Elements(input, input.data, h0_c0);
            return (input.With(output).MoveToOuterDisposeScope(), hidden.MoveToOuterDisposeScope(), cell.MoveToOuterDisposeScope());
        }

        /// <summary>Runs the layer with its hooks.</summary>
        /// <param name="input">As for <c>forward</c>.</param>
        /// <param name="h0_c0">As for <c>forward</c>.</param>
        public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        /// <summary>Runs the layer over packed sequences with its hooks, which get the elements of the sequences (<see cref="PackedSequence.data"/>).</summary>
        /// <param name="input">As for <c>forward</c>.</param>
        /// <param name="h0_c0">As for <c>forward</c>.</param>
        /// <exception cref="UserErrorException">The shape of the input or of the state does not fit, or a hook changed the number of elements.</exception>
        public (PackedSequence, Tensor, Tensor) call(PackedSequence input, (Tensor, Tensor)? h0_c0 = null)
        {
            ArgumentNullException.ThrowIfNull(input);
            using var scope = NewDisposeScope();
            var (output, hidden, cell) = CallWith(input.data, h0_c0, (data, state) => Elements(input, data, state));
            return (input.With(output).MoveToOuterDisposeScope(), hidden.MoveToOuterDisposeScope(), cell.MoveToOuterDisposeScope());
        }

        private void Check((Tensor Hidden, Tensor Cell) state, long batch, bool single)
        {
            CheckState(state.Hidden, batch, Options.OutputSize, single);
            CheckState(state.Cell, batch, Options.HiddenSize, single);
        }

        private (Tensor, Tensor, Tensor) Run(Tensor input, (Tensor Hidden, Tensor Cell) state) => aten.lstm_input(
            input, [state.Hidden, state.Cell], Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional, Options.BatchFirst);

        /// <summary>The outputs for the elements of packed sequences, and the last states in the order of the sequences before packing.</summary>
        private (Tensor, Tensor, Tensor) Elements(PackedSequence input, Tensor data, (Tensor, Tensor)? h0_c0)
        {
            CheckPacked(input, data);
            using var scope = NewDisposeScope();
            var batch = input.Batch;
            if (h0_c0 is { } given)
            {
                Check(given, batch, single: false);
            }

            var state = h0_c0 is { } first
                ? (input.Sorted(first.Item1), input.Sorted(first.Item2))
                : (NewState(data, batch, Options.OutputSize), NewState(data, batch, Options.HiddenSize));
            var (output, hidden, cell) = aten.lstm_data(
                data, input.batch_sizes, [state.Item1, state.Item2], Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional);
            return (output.MoveToOuterDisposeScope(), input.Unsorted(hidden).MoveToOuterDisposeScope(), input.Unsorted(cell).MoveToOuterDisposeScope());
        }

        private (Tensor, Tensor, Tensor) Single(Tensor input, (Tensor, Tensor)? h0_c0)
        {
            using var scope = NewDisposeScope();
            if (h0_c0 is { } given)
            {
                Check(given, 1, single: true);
            }

            var dimension = Options.BatchFirst ? 0 : 1;
            var batched = aten.unsqueeze(input, dimension);
            CheckInput(batched, packed: false);
            var state = h0_c0 is { } first
                ? (aten.unsqueeze(first.Item1, 1), aten.unsqueeze(first.Item2, 1))
                : (NewState(input, 1, Options.OutputSize), NewState(input, 1, Options.HiddenSize));
            var (output, hidden, cell) = Run(batched, state);
            return (aten.squeeze_dim(output, dimension).MoveToOuterDisposeScope(),
                aten.squeeze_dim(hidden, 1).MoveToOuterDisposeScope(),
                aten.squeeze_dim(cell, 1).MoveToOuterDisposeScope());
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Recurrent layers with a long short-term memory.</summary>
            /// <param name="inputSize">The size of an input.</param>
            /// <param name="hiddenSize">The size of the hidden and cell states.</param>
            /// <param name="numLayers">The number of layers, each on the outputs of the one before.</param>
            /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
            /// <param name="batchFirst">Whether inputs and outputs are (batch, time, values) rather than (time, batch, values).</param>
            /// <param name="dropout">The probability in [0, 1] of an output of each layer but the last to be zeroed in training.</param>
            /// <param name="bidirectional">Whether each layer also runs backwards; outputs are twice as wide.</param>
            /// <param name="device">Where the weights live.</param>
            /// <param name="dtype">The weights' type.</param>
            /// <param name="proj_size">The size to which hidden states are projected, less than <paramref name="hiddenSize"/>; 0 for none.</param>
            /// <exception cref="UserErrorException">A size is negative, there is no layer, dropout is no probability, or <paramref name="proj_size"/> is not below <paramref name="hiddenSize"/>.</exception>
            public static LSTM LSTM(
                long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
                double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null, long proj_size = 0)
                => new(new RecurrentOptions(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, proj_size), device, dtype);
        }
    }
}
