using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Puts the values of a maximum pooling over N x C x D x H x W back where they came from, zeros elsewhere. Made by <c>torch.nn.MaxUnpool3d</c>.</summary>
public sealed class MaxUnpool3d : MaxUnpooling
{
    internal MaxUnpool3d(PoolingOptions options)
        : base(nameof(MaxUnpool3d), options, 3)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor indices, long[]? output_size)
        => nn.functional.max_unpool3d(input, indices, Options.KernelSize, Options.Stride, Options.Padding, output_size);
}
