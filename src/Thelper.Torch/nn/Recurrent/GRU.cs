using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

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
