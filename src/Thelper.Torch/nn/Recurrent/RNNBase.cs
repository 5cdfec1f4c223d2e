using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What recurrent layers share: weights by layer and direction, their names and first values, checks of the inputs.</summary>
/// <typeparam name="THidden">The form of the state.</typeparam>
/// <typeparam name="TResult">The form of the result.</typeparam>
public abstract class RNNBase<THidden, TResult> : nn.Module<Tensor, THidden, TResult>
{
    private readonly Parameter[] weights;
    private readonly string[] names;
    private readonly int perLayer;

    private protected RNNBase(string name, int gates, RecurrentOptions options, Device? device, ScalarType? dtype)
        : base(name)
    {
        options.Check(name);
        Options = options;
        var list = new List<Parameter>();
        var keys = new List<string>();
        for (var layer = 0; layer < options.NumLayers; layer++)
        {
            for (var direction = 0; direction < options.Directions; direction++)
            {
                var inputs = layer == 0 ? options.InputSize : options.OutputSize * options.Directions;
                var suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                Make("weight_ih" + suffix, gates * options.HiddenSize, inputs);
                Make("weight_hh" + suffix, gates * options.HiddenSize, options.OutputSize);
                if (options.Bias)
                {
                    Make("bias_ih" + suffix, gates * options.HiddenSize);
                    Make("bias_hh" + suffix, gates * options.HiddenSize);
                }

                if (options.ProjectionSize > 0)
                {
                    Make("weight_hr" + suffix, options.ProjectionSize, options.HiddenSize);
                }
            }
        }

        weights = [.. list];
        names = [.. keys];
        perLayer = weights.Length / (int)(options.NumLayers * options.Directions);
        reset_parameters();
        flatten_parameters();

        void Make(string key, params long[] shape)
        {
            var parameter = new Parameter(empty(shape, dtype: dtype, device: device));
            list.Add(parameter);
            keys.Add(key);
            base.register_parameter(key, parameter);
        }
    }

    /// <summary>The size of an input.</summary>
    public long input_size => Options.InputSize;

    /// <summary>The size of the hidden state.</summary>
    public long hidden_size => Options.HiddenSize;

    /// <summary>The number of layers.</summary>
    public long num_layers => Options.NumLayers;

    /// <summary>Whether inputs and outputs are (batch, time, values) rather than (time, batch, values). States never are.</summary>
    public bool batch_first => Options.BatchFirst;

    /// <summary>Whether each layer also runs backwards.</summary>
    public bool bidirectional => Options.Bidirectional;

    private protected RecurrentOptions Options { get; }

    private protected IReadOnlyList<Parameter> Weights => weights;

    /// <summary>The input-to-hidden matrix of a layer; with two directions, layer 2 i is forward and 2 i + 1 backward.</summary>
    /// <exception cref="UserErrorException">There is no such layer.</exception>
    public Parameter? get_weight_ih(long idx) => Weight(idx, 0);

    /// <summary>The hidden-to-hidden matrix of a layer.</summary>
    /// <exception cref="UserErrorException">There is no such layer.</exception>
    public Parameter? get_weight_hh(long idx) => Weight(idx, 1);

    /// <summary>The input-to-hidden shifts of a layer, if it has them.</summary>
    /// <exception cref="UserErrorException">There is no such layer.</exception>
    public Parameter? get_bias_ih(long idx) => Options.Bias ? Weight(idx, 2) : null;

    /// <summary>The hidden-to-hidden shifts of a layer, if it has them.</summary>
    /// <exception cref="UserErrorException">There is no such layer.</exception>
    public Parameter? get_bias_hh(long idx) => Options.Bias ? Weight(idx, 3) : null;

    /// <summary>Draws all weights anew, uniformly within 1 / sqrt(hidden size).</summary>
    public void reset_parameters()
    {
        var bound = Options.HiddenSize > 0 ? 1 / Math.Sqrt(Options.HiddenSize) : 0;
        foreach (var weight in weights)
        {
            nn.init.uniform_(weight, -bound, bound);
        }
    }

    /// <summary>Lays the weights out in one block of memory, which cuDNN is faster with. Does nothing on the processor.</summary>
    public void flatten_parameters()
    {
        if (!weights[0].is_cuda || weights.Any(weight => weight.dtype != weights[0].dtype) || weights.Distinct().Count() < weights.Length)
        {
            return;
        }

        using var mode = no_grad();
        if (aten._use_cudnn_rnn_flatten_weight())
        {
            using var block = aten._cudnn_rnn_flatten_weight(
                weights, perLayer, Options.InputSize, CudnnMode, Options.HiddenSize, Options.ProjectionSize, Options.NumLayers, Options.BatchFirst, Options.Bidirectional);
        }
    }

    /// <inheritdoc/>
    public override void register_parameter(string name, Parameter? param)
    {
        base.register_parameter(name, param);
        var at = names is null ? -1 : Array.IndexOf(names, name);
        if (at >= 0 && param is not null)
        {
            weights[at] = param;
        }
    }

    /// <inheritdoc/>
    protected override void OnConverted() => flatten_parameters();

    /// <inheritdoc/>
    protected override string ExtraRepr() => Options.ToString();

    /// <summary>cuDNN's number of the kind of layer.</summary>
    private protected abstract long CudnnMode { get; }

    /// <summary>Refuses inputs of another form and returns the number of sequences.</summary>
    private protected long CheckInput(Tensor input, bool packed)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.shape;
        var dimensions = packed ? 2 : 3;
        if (shape.Length != dimensions || shape[^1] != Options.InputSize)
        {
            throw new UserErrorException(
                $"{GetName()}: an input has {(packed ? 2 : 3)} dimensions{(packed ? "" : " (2 for a single sequence)")}, the last of {Options.InputSize}; this one is ({string.Join(", ", shape)}).");
        }

        return shape[Options.BatchFirst ? 0 : 1];
    }

    /// <summary>Refuses elements that are not those of the packed sequences: a hook may have put others in their place.</summary>
    private protected void CheckPacked(torch.nn.utils.rnn.PackedSequence input, Tensor data)
    {
        CheckInput(data, packed: true);
        if (data.shape[0] != input.data.shape[0])
        {
            throw new UserErrorException($"{GetName()}: these packed sequences have {input.data.shape[0]} elements, but a hook made {data.shape[0]} of them.");
        }
    }

    private protected Tensor NewState(Tensor input, long batch, long size) => zeros([Options.NumLayers * Options.Directions, batch, size], input.dtype, input.device);

    private protected void CheckState(Tensor state, long batch, long size, bool single)
    {
        var layers = Options.NumLayers * Options.Directions;
        long[] expected = single ? [layers, size] : [layers, batch, size];
        var shape = state.shape;
        if (!shape.AsSpan().SequenceEqual(expected))
        {
            throw new UserErrorException($"{GetName()}: the state for this input is ({string.Join(", ", expected)}), not ({string.Join(", ", shape)}).");
        }
    }

    private Parameter? Weight(long idx, int part)
    {
        var at = (idx * perLayer) + part;
        return idx >= 0 && at < weights.Length ? weights[at] : throw new UserErrorException($"{GetName()} has no layer {idx}: it has {weights.Length / perLayer}, counting directions.");
    }
}
