using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A recurrent layer with a plain nonlinearity. Made by <c>torch.nn.RNN</c>.</summary>
    /// <remarks>J. Elman, "Finding structure in time", 1990.</remarks>
    public sealed class RNN : HiddenStateRNN
    {
        private readonly bool relu;

        internal RNN(nn.NonLinearities nonlinearity, RecurrentOptions options, Device? device, ScalarType? dtype)
            : base(nameof(RNN), 1, options, device, dtype) => relu = nonlinearity == nn.NonLinearities.ReLU;

        private protected override long CudnnMode => relu ? 0 : 1;

        private protected override (Tensor Output, Tensor Hidden) Run(Tensor input, Tensor state) => relu
            ? aten.rnn_relu_input(input, state, Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional, Options.BatchFirst)
            : aten.rnn_tanh_input(input, state, Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional, Options.BatchFirst);

        private protected override (Tensor Output, Tensor Hidden) RunPacked(Tensor data, Tensor sizes, Tensor state) => relu
            ? aten.rnn_relu_data(data, sizes, state, Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional)
            : aten.rnn_tanh_data(data, sizes, state, Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
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
            /// <exception cref="UserErrorException">A size is negative, there is no layer, or dropout is no probability.</exception>
            public static RNN RNN(
                long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false,
                double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
                => new(nonLinearity, new RecurrentOptions(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional), device, dtype);
        }
    }
}
