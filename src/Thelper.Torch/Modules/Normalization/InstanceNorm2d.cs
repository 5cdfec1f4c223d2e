using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Each channel of each sample of N x C x H x W shifted and scaled by its own mean and variance. Made by <c>torch.nn.InstanceNorm2d</c>.</summary>
/// <remarks>D. Ulyanov et al., "Instance normalization", 2016.</remarks>
public class InstanceNorm2d : ChannelNorm
{
    internal InstanceNorm2d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(InstanceNorm2d), options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        RequireDimensions(input, [3, 4]);
        if (input.dim() == 4)
        {
            return Normalize(input);
        }

        using var batch = aten.unsqueeze(input, 0);
        using var result = Normalize(batch);
        return aten.squeeze_dim(result, 0);
    }

    private Tensor Normalize(Tensor input) => nn.functional.instance_norm(
        input, running_mean, running_var, weight, bias, training || !Options.TrackRunningStats, Options.Momentum ?? 0.0, Options.Eps);
}
