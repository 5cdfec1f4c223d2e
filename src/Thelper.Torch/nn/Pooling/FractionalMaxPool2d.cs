using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The greatest elements of parts of N x C x H x W whose borders are drawn at random. Made by <c>torch.nn.FractionalMaxPool2d</c>.</summary>
/// <remarks>B. Graham, "Fractional max-pooling", 2014. Draws in evaluation too, as in PyTorch.</remarks>
public sealed class FractionalMaxPool2d : nn.Module<Tensor, Tensor>
{
    private readonly FractionalOptions options;

    internal FractionalMaxPool2d(FractionalOptions options)
        : base(nameof(FractionalMaxPool2d))
    {
        options.Check(nameof(FractionalMaxPool2d), 2);
        this.options = options;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.fractional_max_pool2d(input, options.KernelSize, options.OutputSize, options.OutputRatio);

    /// <summary>The greatest elements, and their positions in the flattened spatial dimensions of the input (int64).</summary>
    /// <param name="input">(N, C, ...) or (C, ...).</param>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => nn.functional.fractional_max_pool2d_with_indices(input, options.KernelSize, options.OutputSize, options.OutputRatio);
}
