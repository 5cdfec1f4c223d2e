using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A cell whose state is one tensor: <see cref="RNNCell"/> and <see cref="GRUCell"/>.</summary>
public abstract class HiddenStateCell : RNNCellBase<Tensor?, Tensor>
{
    private protected HiddenStateCell(string name, int gates, long input_size, long hidden_size, bool bias, Device? device, ScalarType? dtype)
        : base(name, gates, input_size, hidden_size, bias, device, dtype)
    {
    }

    /// <summary>One time step.</summary>
    /// <param name="input">(batch, inputs) or (inputs).</param>
    /// <param name="h0">The state before, (batch, hidden) or (hidden); zeros unless given.</param>
    /// <returns>The state after.</returns>
    /// <exception cref="UserErrorException">The shape of the input or of the state does not fit.</exception>
    public override Tensor forward(Tensor input, Tensor? h0 = null)
    {
        var batched = CheckBatch(input, h0);
        if (batched && h0 is not null)
        {
            return Step(input, h0);
        }

        using var scope = NewDisposeScope();
        var rows = batched ? input : aten.unsqueeze(input, 0);
        var next = Step(rows, h0 is null ? NewState(rows) : aten.unsqueeze(h0, 0));
        return (batched ? next : aten.squeeze_dim(next, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>One time step, with hooks.</summary>
    /// <param name="input">As for <c>forward</c>.</param>
    /// <param name="h0">As for <c>forward</c>.</param>
    public new Tensor call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>The operator.</summary>
    private protected abstract Tensor Step(Tensor input, Tensor state);
}
