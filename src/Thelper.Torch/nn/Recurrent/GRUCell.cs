using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>One time step of a gated recurrent layer. Made by <c>torch.nn.GRUCell</c>.</summary>
public sealed class GRUCell : HiddenStateCell
{
    internal GRUCell(long input_size, long hidden_size, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(GRUCell), 3, input_size, hidden_size, bias, device, dtype)
    {
    }

    private protected override Tensor Step(Tensor input, Tensor state) => aten.gru_cell(input, state, weight_ih, weight_hh, bias_ih, bias_hh);
}
