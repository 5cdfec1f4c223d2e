using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Means over equal parts of N x C x D x H x W. Made by <c>torch.nn.AdaptiveAvgPool3d</c>.</summary>
public sealed class AdaptiveAvgPool3d : AdaptivePooling
{
    internal AdaptiveAvgPool3d(long?[] output_size)
        : base(nameof(AdaptiveAvgPool3d), output_size, 3)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool3d(input, Sizes(input));
}
