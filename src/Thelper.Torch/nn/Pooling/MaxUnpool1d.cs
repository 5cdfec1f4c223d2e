using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Puts the values of a maximum pooling over N x C x L back where they came from, zeros elsewhere. Made by <c>torch.nn.MaxUnpool1d</c>.</summary>
public sealed class MaxUnpool1d : MaxUnpooling
{
    internal MaxUnpool1d(PoolingOptions options)
        : base(nameof(MaxUnpool1d), options, 1)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor indices, long[]? output_size)
        => nn.functional.max_unpool1d(input, indices, Options.KernelSize, Options.Stride, Options.Padding, output_size);
}
