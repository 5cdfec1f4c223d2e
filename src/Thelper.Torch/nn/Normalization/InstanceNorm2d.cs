using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Each channel of each sample of N x C x H x W or C x H x W shifted and scaled by its own mean and variance. Made by <c>torch.nn.InstanceNorm2d</c>.</summary>
public class InstanceNorm2d : InstanceNorm
{
    internal InstanceNorm2d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(InstanceNorm2d), options, 2, device, dtype)
    {
    }
}
