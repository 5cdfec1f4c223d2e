using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Batch normalisation of N x C or N x C x L. Made by <c>torch.nn.BatchNorm1d</c>.</summary>
public class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(BatchNorm1d), options, [2, 3], device, dtype)
    {
    }
}
