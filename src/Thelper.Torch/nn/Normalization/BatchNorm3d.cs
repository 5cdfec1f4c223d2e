using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Batch normalisation of N x C x D x H x W. Made by <c>torch.nn.BatchNorm3d</c>.</summary>
public class BatchNorm3d : BatchNorm
{
    internal BatchNorm3d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(BatchNorm3d), options, [5], device, dtype)
    {
    }
}
