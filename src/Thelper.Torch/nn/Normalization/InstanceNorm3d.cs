using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Each channel of each sample of N x C x D x H x W or C x D x H x W shifted and scaled by its own mean and variance. Made by <c>torch.nn.InstanceNorm3d</c>.</summary>
public class InstanceNorm3d : InstanceNorm
{
    internal InstanceNorm3d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(InstanceNorm3d), options, 3, device, dtype)
    {
    }
}
