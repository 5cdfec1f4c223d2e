using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Batch normalisation of N x C x ... over the batches of all processes. Made by <c>torch.nn.SyncBatchNorm</c>.</summary>
/// <remarks>In a single process, the only kind so far, this is batch normalisation, on any device.</remarks>
public class SyncBatchNorm : BatchNorm
{
    internal SyncBatchNorm(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(nameof(SyncBatchNorm), options, [2, 3, 4, 5], device, dtype)
    {
    }
}
