using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Resizes N x C x H x W by the nearest elements. Made by <c>torch.nn.UpsamplingNearest2d</c>.</summary>
public sealed class UpsamplingNearest2d : Upsample
{
    internal UpsamplingNearest2d(long[]? size, double[]? scale_factor)
        : base(nameof(UpsamplingNearest2d), size, scale_factor, UpsampleMode.Nearest, null, false)
    {
    }
}
