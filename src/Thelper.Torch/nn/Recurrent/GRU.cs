using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A recurrent layer with reset and update gates. Made by <c>torch.nn.GRU</c>.</summary>
    /// <remarks>K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation", 2014.</remarks>
    public sealed class GRU : HiddenStateRNN
    {
        internal GRU(RecurrentOptions options, Device? device, ScalarType? dtype)
            : base(nameof(GRU), 3, options, device, dtype)
        {
        }

        private protected override long CudnnMode => 3;

        private protected override (Tensor Output, Tensor Hidden) Run(Tensor input, Tensor state)
            => aten.gru_input(input, state, Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional, Options.BatchFirst);

        private protected override (Tensor Output, Tensor Hidden) RunPacked(Tensor data, Tensor sizes, Tensor state)
            => aten.gru_data(data, sizes, state, Weights, Options.Bias, Options.NumLayers, Options.Dropout, training, Options.Bidirectional);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
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
            /// <exception cref="UserErrorException">A size is negative, there is no layer, or dropout is no probability.</exception>
            public static GRU GRU(
                long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
                double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
                => new(new RecurrentOptions(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional), device, dtype);
        }
    }
}
