using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Each channel shifted and scaled by its mean and variance over the batch, then by learnt numbers.</summary>
/// <remarks>S. Ioffe and C. Szegedy, "Batch normalization", 2015.</remarks>
public abstract class BatchNorm : ChannelNorm
{
    private readonly int[] dimensions;

    private protected BatchNorm(string name, ChannelNormOptions options, int[] dimensions, Device? device, ScalarType? dtype)
        : base(name, options, device, dtype) => this.dimensions = dimensions;

    /// <summary>Takes over the options and tensors of another layer.</summary>
    private protected BatchNorm(string name, BatchNorm source, int[] dimensions)
        : base(name, source) => this.dimensions = dimensions;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input has another number of dimensions, or one value a channel where statistics are taken from it.</exception>
    public override Tensor forward(Tensor input)
    {
        Settle(input, 0);
        RequireDimensions(input, dimensions);
        var track = training && Options.TrackRunningStats;
        var share = track ? CountBatch() : Options.Momentum ?? 0.0;
        return nn.functional.batch_norm(
            input, running_mean, running_var, weight, bias, training || running_mean is null, share, Options.Eps);
    }
}
