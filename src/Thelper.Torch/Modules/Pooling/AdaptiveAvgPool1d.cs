using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Means over equal parts of N x C x L.</summary>
/// <param name="output_size">The number of parts.</param>
public sealed class AdaptiveAvgPool1d(long output_size) : nn.Module<Tensor, Tensor>(nameof(AdaptiveAvgPool1d))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool1d(input, output_size);

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"output_size={output_size}";
}
