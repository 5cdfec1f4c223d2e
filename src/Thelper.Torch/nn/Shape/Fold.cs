using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Sums blocks (N, C k, L), or (C k, L), into an image (N, C, H, W). Made by <c>torch.nn.Fold</c>.</summary>
public sealed class Fold : nn.Module<Tensor, Tensor>
{
    private readonly long[] output_size;
    private readonly BlockOptions options;

    internal Fold(long[] output_size, BlockOptions options)
        : base(nameof(Fold))
    {
        options.Check(nameof(Fold));
        if (output_size.Any(size => size <= 0))
        {
            throw new UserErrorException($"Fold: output_size is positive, not {PythonText.Size(output_size)}.");
        }

        (this.output_size, this.options) = (output_size, options);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.col2im(input, BlockOptions.Pair(output_size), options.Kernel, options.Dilations, options.Paddings, options.Strides);

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"output_size={PythonText.Size(output_size)}, {options}";
}
