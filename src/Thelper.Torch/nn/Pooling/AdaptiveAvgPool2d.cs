using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Means over equal parts of N x C x H x W. Made by <c>torch.nn.AdaptiveAvgPool2d</c>.</summary>
public sealed class AdaptiveAvgPool2d : AdaptivePooling
{
    internal AdaptiveAvgPool2d(long?[] output_size)
        : base(nameof(AdaptiveAvgPool2d), output_size, 2)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, Sizes(input));
}
