using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Each channel of each sample of N x C x L or C x L shifted and scaled by its own mean and variance. Made by <c>torch.nn.InstanceNorm1d</c>.</summary>
public class InstanceNorm1d : InstanceNorm
{
    internal InstanceNorm1d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(InstanceNorm1d), options, 1, device, dtype)
    {
    }
}
