using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Each channel of each sample shifted and scaled by its own mean and variance, then, if affine, by learnt numbers.</summary>
/// <remarks>D. Ulyanov et al., "Instance normalization", 2016.</remarks>
public abstract class InstanceNorm : ChannelNorm
{
    private readonly int spatial;

    private protected InstanceNorm(string name, ChannelNormOptions options, int spatial, Device? device, ScalarType? dtype)
        : base(name, options, device, dtype) => this.spatial = spatial;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input has another number of dimensions, no batch and another number of channels, or one value a channel where statistics are taken from it.</exception>
    public override Tensor forward(Tensor input)
    {
        Settle(input, spatial);
        RequireDimensions(input, [spatial + 1, spatial + 2]);
        if (input.dim() == spatial + 2)
        {
            return Normalize(input);
        }

        // Without state PyTorch takes any number of channels; but where it is not the layer's, the batch's dimension is not what is missing.
        if (num_features > 0 && input.shape[0] != num_features)
        {
            throw new ArgumentException($"{GetName()} takes ({num_features}, ...) without a batch and (N, {num_features}, ...) with one, not ({string.Join(", ", input.shape)}).", nameof(input));
        }

        using var batch = aten.unsqueeze(input, 0);
        using var result = Normalize(batch);
        return aten.squeeze_dim(result, 0);
    }

    private Tensor Normalize(Tensor input) => nn.functional.instance_norm(
        input, running_mean, running_var, weight, bias, training || !Options.TrackRunningStats, Options.Momentum ?? 0.0, Options.Eps);
}
