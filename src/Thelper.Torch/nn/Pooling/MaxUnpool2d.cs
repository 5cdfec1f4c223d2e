using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Puts the values of a maximum pooling over N x C x H x W back where they came from, zeros elsewhere. Made by <c>torch.nn.MaxUnpool2d</c>.</summary>
public sealed class MaxUnpool2d : MaxUnpooling
{
    internal MaxUnpool2d(PoolingOptions options)
        : base(nameof(MaxUnpool2d), options, 2)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor indices, long[]? output_size)
        => nn.functional.max_unpool2d(input, indices, Options.KernelSize, Options.Stride, Options.Padding, output_size);
}
