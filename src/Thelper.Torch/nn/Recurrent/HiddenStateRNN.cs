using static Thelper.Torch.torch;
using PackedSequence = Thelper.Torch.torch.nn.utils.rnn.PackedSequence;

namespace Thelper.Torch.Modules;

/// <summary>A recurrent layer whose state is one tensor: <see cref="RNN"/> and <see cref="GRU"/>.</summary>
public abstract class HiddenStateRNN : RNNBase<Tensor?, (Tensor, Tensor)>
{
    private protected HiddenStateRNN(string name, int gates, RecurrentOptions options, Device? device, ScalarType? dtype)
        : base(name, gates, options, device, dtype)
    {
    }

    /// <summary>Runs the layer over sequences of one length.</summary>
    /// <param name="input">(time, batch, inputs), or (batch, time, inputs) if <c>batch_first</c>; (time, inputs) for a single sequence.</param>
    /// <param name="h0">The first state (layers x directions, batch, hidden), without the batch for a single sequence; zeros unless given.</param>
    /// <returns>The outputs of the last layer at all times, and the last states.</returns>
    /// <exception cref="UserErrorException">The shape of the input or of the state does not fit.</exception>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() == 2)
        {
            return Single(input, h0);
        }

        var batch = CheckInput(input, packed: false);
        if (h0 is null)
        {
            using var zero = NewState(input, batch, Options.HiddenSize);
            return Run(input, zero);
        }

        CheckState(h0, batch, Options.HiddenSize, single: false);
        return Run(input, h0);
    }

    /// <summary>Runs the layer over packed sequences of different lengths.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="h0">The first state (layers x directions, batch, hidden), in the order of the sequences before packing; zeros unless given.</param>
    /// <returns>The packed outputs of the last layer, and the last state of each sequence.</returns>
    /// <exception cref="UserErrorException">The shape of the input or of the state does not fit, or a hook changed the number of elements.</exception>
    public (PackedSequence, Tensor) forward(PackedSequence input, Tensor? h0 = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (output, hidden) = Elements(input, input.data, h0);
        return (input.With(output).MoveToOuterDisposeScope(), hidden.MoveToOuterDisposeScope());
    }

    /// <summary>Runs the layer with its hooks.</summary>
    /// <param name="input">As for <c>forward</c>.</param>
    /// <param name="h0">As for <c>forward</c>.</param>
    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Runs the layer over packed sequences with its hooks, which get the elements of the sequences (<see cref="PackedSequence.data"/>).</summary>
    /// <param name="input">As for <c>forward</c>.</param>
    /// <param name="h0">As for <c>forward</c>.</param>
    /// <exception cref="UserErrorException">The shape of the input or of the state does not fit, or a hook changed the number of elements.</exception>
    public (PackedSequence, Tensor) call(PackedSequence input, Tensor? h0 = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (output, hidden) = CallWith(input.data, h0, (data, state) => Elements(input, data, state));
        return (input.With(output).MoveToOuterDisposeScope(), hidden.MoveToOuterDisposeScope());
    }

    /// <summary>The operator for sequences of one length.</summary>
    private protected abstract (Tensor Output, Tensor Hidden) Run(Tensor input, Tensor state);

    /// <summary>The operator for packed sequences.</summary>
    private protected abstract (Tensor Output, Tensor Hidden) RunPacked(Tensor data, Tensor sizes, Tensor state);

    /// <summary>The outputs for the elements of packed sequences, and the last states in the order of the sequences before packing.</summary>
    private (Tensor, Tensor) Elements(PackedSequence input, Tensor data, Tensor? h0)
    {
        CheckPacked(input, data);
        using var scope = NewDisposeScope();
        var batch = input.Batch;
        if (h0 is not null)
        {
            CheckState(h0, batch, Options.HiddenSize, single: false);
        }

        var state = h0 is null ? NewState(data, batch, Options.HiddenSize) : input.Sorted(h0);
        var (output, hidden) = RunPacked(data, input.batch_sizes, state);
        return (output.MoveToOuterDisposeScope(), input.Unsorted(hidden).MoveToOuterDisposeScope());
    }

    private (Tensor, Tensor) Single(Tensor input, Tensor? h0)
    {
        using var scope = NewDisposeScope();
        if (h0 is not null)
        {
            CheckState(h0, 1, Options.HiddenSize, single: true);
        }

        var dimension = Options.BatchFirst ? 0 : 1;
        var batched = aten.unsqueeze(input, dimension);
        CheckInput(batched, packed: false);
        var (output, hidden) = Run(batched, h0 is null ? NewState(input, 1, Options.HiddenSize) : aten.unsqueeze(h0, 1));
        return (aten.squeeze_dim(output, dimension).MoveToOuterDisposeScope(), aten.squeeze_dim(hidden, 1).MoveToOuterDisposeScope());
    }
}
