using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

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
