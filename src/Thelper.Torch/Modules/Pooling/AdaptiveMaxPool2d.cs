using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Greatest elements of equal parts of N x C x H x W.</summary>
/// <param name="output_size">Rows and columns of parts; one number for both.</param>
public sealed class AdaptiveMaxPool2d(long[] output_size) : nn.Module<Tensor, Tensor>(nameof(AdaptiveMaxPool2d))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.adaptive_max_pool2d(input, output_size);

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"output_size={PythonText.Size(output_size)}";
}
