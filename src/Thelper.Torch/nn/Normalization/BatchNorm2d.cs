using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Batch normalisation of N x C x H x W. Made by <c>torch.nn.BatchNorm2d</c>.</summary>
public class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(BatchNorm2d), options, [4], device, dtype)
    {
    }
}
