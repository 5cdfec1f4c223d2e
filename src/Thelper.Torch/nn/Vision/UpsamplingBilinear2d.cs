using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Resizes N x C x H x W linearly, corner elements aligned. Made by <c>torch.nn.UpsamplingBilinear2d</c>.</summary>
public sealed class UpsamplingBilinear2d : Upsample
{
    internal UpsamplingBilinear2d(long[]? size, double[]? scale_factor)
        : base(nameof(UpsamplingBilinear2d), size, scale_factor, UpsampleMode.Bilinear, true, false)
    {
    }
}
