using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What batch and instance normalisation share: scales and shifts, running statistics, their text.</summary>
public abstract class ChannelNorm : nn.Module<Tensor, Tensor>
{
    private protected ChannelNorm(string name, ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(name)
    {
        if (options.NumFeatures < 0)
        {
            throw new UserErrorException($"{name}: the number of features is not negative, but {options.NumFeatures} is.");
        }

        Options = options;
        long[] shape = [options.NumFeatures];
        if (options.Affine)
        {
            weight = new Parameter(ones(shape, dtype: dtype, device: device));
            bias = new Parameter(zeros(shape, dtype: dtype, device: device));
        }

        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
        if (options.TrackRunningStats)
        {
            running_mean = zeros(shape, dtype: dtype, device: device);
            running_var = ones(shape, dtype: dtype, device: device);
            num_batches_tracked = zeros([], dtype: ScalarType.Int64, device: device);
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        }
    }

    /// <summary>2: with the count of batches.</summary>
    protected internal override long StateVersion => 2;

    /// <summary>Takes over the options and tensors of another layer.</summary>
    private protected ChannelNorm(string name, ChannelNorm source)
        : base(name)
    {
        Options = source.Options;
        (weight, bias) = (source.weight, source.bias);
        (running_mean, running_var, num_batches_tracked) = (source.running_mean, source.running_var, source.num_batches_tracked);
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
        if (Options.TrackRunningStats)
        {
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        }
    }

    /// <summary>The scales (C), if the layer is affine.</summary>
    public Parameter? weight { get; set => SetParameter(ref field, value, nameof(weight)); }

    /// <summary>The shifts (C), if the layer is affine.</summary>
    public Parameter? bias { get; set => SetParameter(ref field, value, nameof(bias)); }

    /// <summary>The mean of the batches seen, if tracked.</summary>
    public Tensor? running_mean { get; set => SetBuffer(ref field, value, nameof(running_mean)); }

    /// <summary>The unbiased variance of the batches seen, if tracked.</summary>
    public Tensor? running_var { get; set => SetBuffer(ref field, value, nameof(running_var)); }

    /// <summary>The number of batches seen, if tracked.</summary>
    public Tensor? num_batches_tracked { get; set => SetBuffer(ref field, value, nameof(num_batches_tracked)); }

    /// <summary>The options; lazy layers learn their size, and averaging of weights changes the momentum for a while.</summary>
    internal ChannelNormOptions Options { get; set; }

    /// <summary>Forgets the batches seen.</summary>
    public void reset_running_stats()
    {
        if (Options.TrackRunningStats)
        {
            nn.init.zeros_(running_mean!);
            nn.init.ones_(running_var!);
            nn.init.constant_(num_batches_tracked!, 0);
        }
    }

    /// <summary>Number of channels.</summary>
    public long num_features => Options.NumFeatures;

    /// <summary>What is added to the variances.</summary>
    public double eps => Options.Eps;

    /// <summary>The share of a batch in the running statistics; null where all batches count the same.</summary>
    public double? momentum => Options.Momentum;

    /// <summary>Whether there are a weight and a bias.</summary>
    public bool affine => Options.Affine;

    /// <summary>Whether there are running statistics.</summary>
    public bool track_running_stats => Options.TrackRunningStats;

    /// <inheritdoc/>
    protected override string ExtraRepr() => Options.ToString();

    /// <summary>Decides the number of features, if it is open, and sets the first values.</summary>
    private protected void Settle(Tensor input, int spatial)
    {
        if (!Options.Open)
        {
            return;
        }

        if (input.dim() < 2)
        {
            throw new ArgumentException($"{GetName()} takes at least 2 dimensions, not ({string.Join(", ", input.shape)}).", nameof(input));
        }

        Settle(input.dim() == spatial + 1 ? input.shape[0] : input.shape[1]);
    }

    private protected override LoadedSizes? SizesFrom(Func<string, long[]?> loaded)
    {
        if (!Options.Open)
        {
            return null;
        }

        (string Name, Tensor? Tensor)[] sized = [(nameof(weight), weight), (nameof(bias), bias), (nameof(running_mean), running_mean), (nameof(running_var), running_var)];
        var own = sized.Where(entry => entry.Tensor is not null).Select(entry => entry.Name).ToArray();
        return own.Select(loaded).FirstOrDefault(shape => shape is [> 0]) is [var features]
            ? new LoadedSizes(own.ToDictionary(name => name, _ => new[] { features }), () => Settle(features))
            : null;
    }

    private void Settle(long features)
    {
        if (!Options.Open)
        {
            return;
        }

        var stateless = weight is null && running_mean is null;

        // A layer without state never learns its size in PyTorch, and prints 0.
        Options = Options with { NumFeatures = stateless ? 0 : features, Open = false };
        foreach (var tensor in new[] { weight, bias, running_mean, running_var })
        {
            Lazy.Materialize(tensor, features);
        }

        if (weight is not null)
        {
            nn.init.ones_(weight);
            nn.init.zeros_(bias!);
        }

        reset_running_stats();
    }

    /// <summary>Counts a batch and returns its share in the running statistics: the momentum, or the batch's part of a plain mean.</summary>
    private protected double CountBatch()
    {
        aten.add__Scalar(num_batches_tracked!, 1);
        return Options.Momentum ?? (1.0 / num_batches_tracked!.ToInt64());
    }

    private protected void RequireDimensions(Tensor input, int[] dimensions)
    {
        var count = (int)input.dim();
        if (!dimensions.Contains(count))
        {
            throw new ArgumentException($"{GetName()} takes {string.Join(" or ", dimensions)} dimensions, not ({string.Join(", ", input.shape)}).", nameof(input));
        }
    }
}
