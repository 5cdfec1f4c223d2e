using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Cuts an image (N, C, H, W) into blocks (N, C k, L), k the elements of a block. Made by <c>torch.nn.Unfold</c>.</summary>
public sealed class Unfold : nn.Module<Tensor, Tensor>
{
    private readonly BlockOptions options;

    internal Unfold(BlockOptions options)
        : base(nameof(Unfold))
    {
        options.Check(nameof(Unfold));
        this.options = options;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => aten.im2col(input, options.Kernel, options.Dilations, options.Paddings, options.Strides);

    /// <inheritdoc/>
    protected override string ExtraRepr() => options.ToString();
}
