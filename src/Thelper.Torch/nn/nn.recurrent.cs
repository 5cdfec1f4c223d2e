using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The nonlinearity of a plain recurrent layer.</summary>
        public enum NonLinearities
        {
            /// <summary>Rectified linear.</summary>
            ReLU = 0,

            /// <summary>The hyperbolic tangent.</summary>
            Tanh = 1,
        }

        /// <summary>Recurrent layers with a plain nonlinearity.</summary>
        /// <param name="inputSize">The size of an input.</param>
        /// <param name="hiddenSize">The size of the state.</param>
        /// <param name="numLayers">The number of layers, each on the outputs of the one before.</param>
        /// <param name="nonLinearity">The nonlinearity.</param>
        /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
        /// <param name="batchFirst">Whether inputs and outputs are (batch, time, values) rather than (time, batch, values).</param>
        /// <param name="dropout">The probability in [0, 1] of an output of each layer but the last to be zeroed in training.</param>
        /// <param name="bidirectional">Whether each layer also runs backwards; outputs are twice as wide.</param>
        /// <param name="device">Where the weights live.</param>
        /// <param name="dtype">The weights' type.</param>
        public static RNN RNN(
            long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false,
            double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
            => new(nonLinearity, new RecurrentOptions(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional), device, dtype);

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
        public static LSTM LSTM(
            long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
            double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null, long proj_size = 0)
            => new(new RecurrentOptions(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, proj_size), device, dtype);

        /// <summary>Recurrent layers with reset and update gates.</summary>
        /// <param name="inputSize">The size of an input.</param>
        /// <param name="hiddenSize">The size of the state.</param>
        /// <param name="numLayers">The number of layers, each on the outputs of the one before.</param>
        /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
        /// <param name="batchFirst">Whether inputs and outputs are (batch, time, values) rather than (time, batch, values).</param>
        /// <param name="dropout">The probability in [0, 1] of an output of each layer but the last to be zeroed in training.</param>
        /// <param name="bidirectional">Whether each layer also runs backwards; outputs are twice as wide.</param>
        /// <param name="device">Where the weights live.</param>
        /// <param name="dtype">The weights' type.</param>
        public static GRU GRU(
            long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
            double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
            => new(new RecurrentOptions(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional), device, dtype);

        /// <summary>One time step of a recurrent layer with a plain nonlinearity.</summary>
        /// <param name="inputSize">The size of an input.</param>
        /// <param name="hiddenSize">The size of the state.</param>
        /// <param name="nonLinearity">The nonlinearity.</param>
        /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
        /// <param name="device">Where the weights live.</param>
        /// <param name="dtype">The weights' type.</param>
        public static RNNCell RNNCell(
            long inputSize, long hiddenSize, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(inputSize, hiddenSize, nonLinearity, bias, device, dtype);

        /// <summary>One time step of a long short-term memory.</summary>
        /// <param name="inputSize">The size of an input.</param>
        /// <param name="hiddenSize">The size of the states.</param>
        /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
        /// <param name="device">Where the weights live.</param>
        /// <param name="dtype">The weights' type.</param>
        public static LSTMCell LSTMCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(inputSize, hiddenSize, bias, device, dtype);

        /// <summary>One time step of a gated recurrent layer.</summary>
        /// <param name="inputSize">The size of an input.</param>
        /// <param name="hiddenSize">The size of the state.</param>
        /// <param name="bias">Whether sums are shifted by learnt numbers.</param>
        /// <param name="device">Where the weights live.</param>
        /// <param name="dtype">The weights' type.</param>
        public static GRUCell GRUCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(inputSize, hiddenSize, bias, device, dtype);
    }
}
