using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the cells share: one layer's weights for one time step.</summary>
/// <typeparam name="THidden">The form of the state.</typeparam>
/// <typeparam name="TResult">The form of the result.</typeparam>
public abstract class RNNCellBase<THidden, TResult> : nn.Module<Tensor, THidden, TResult>
{
    private Parameter weightIH;
    private Parameter weightHH;
    private Parameter? biasIH;
    private Parameter? biasHH;

    private protected RNNCellBase(string name, int gates, long input_size, long hidden_size, bool bias, Device? device, ScalarType? dtype)
        : base(name)
    {
        if (input_size < 0 || hidden_size < 0)
        {
            throw new UserErrorException($"{name}: sizes are not negative, but the input has {input_size} and the hidden state {hidden_size} numbers.");
        }

        this.input_size = input_size;
        this.hidden_size = hidden_size;
        weightIH = New(gates * hidden_size, input_size);
        weightHH = New(gates * hidden_size, hidden_size);
        biasIH = bias ? New(gates * hidden_size) : null;
        biasHH = bias ? New(gates * hidden_size) : null;
        register_parameter(nameof(weight_ih), weightIH);
        register_parameter(nameof(weight_hh), weightHH);
        register_parameter(nameof(bias_ih), biasIH);
        register_parameter(nameof(bias_hh), biasHH);
        reset_parameters();

        Parameter New(params long[] shape) => new(empty(shape, dtype: dtype, device: device));
    }

    /// <summary>The size of an input.</summary>
    public long input_size { get; }

    /// <summary>The size of the state.</summary>
    public long hidden_size { get; }

    /// <summary>The input-to-hidden matrix (gates x hidden, inputs).</summary>
    public Parameter weight_ih
    {
        get => weightIH;
        set => SetParameter(ref weightIH, value, nameof(weight_ih));
    }

    /// <summary>The hidden-to-hidden matrix (gates x hidden, hidden).</summary>
    public Parameter weight_hh
    {
        get => weightHH;
        set => SetParameter(ref weightHH, value, nameof(weight_hh));
    }

    /// <summary>The input-to-hidden shifts (gates x hidden), if the cell has them.</summary>
    public Parameter? bias_ih
    {
        get => biasIH;
        set => SetParameter(ref biasIH, value, nameof(bias_ih));
    }

    /// <summary>The hidden-to-hidden shifts (gates x hidden), if the cell has them.</summary>
    public Parameter? bias_hh
    {
        get => biasHH;
        set => SetParameter(ref biasHH, value, nameof(bias_hh));
    }

    /// <summary>Draws all weights anew, uniformly within 1 / sqrt(hidden size).</summary>
    public void reset_parameters()
    {
        var bound = hidden_size > 0 ? 1 / Math.Sqrt(hidden_size) : 0;
        foreach (var parameter in parameters())
        {
            nn.init.uniform_(parameter, -bound, bound);
        }
    }

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"{input_size}, {hidden_size}" + (biasIH is null ? ", bias=False" : "");

    /// <summary>Refuses inputs and states of another form; true for a batch, false for a single input.</summary>
    private protected bool CheckBatch(Tensor input, params ReadOnlySpan<Tensor?> states)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.shape;
        if (shape.Length is not (1 or 2) || shape[^1] != input_size)
        {
            throw new UserErrorException($"{GetName()}: an input is (batch, {input_size}) or ({input_size}), not ({string.Join(", ", shape)}).");
        }

        shape[^1] = hidden_size;
        foreach (var state in states)
        {
            if (state is not null && !state.shape.AsSpan().SequenceEqual(shape))
            {
                throw new UserErrorException($"{GetName()}: the state for this input is ({string.Join(", ", shape)}), not ({string.Join(", ", state.shape)}).");
            }
        }

        return shape.Length == 2;
    }

    private protected Tensor NewState(Tensor input) => zeros([input.shape[0], hidden_size], input.dtype, input.device);
}
