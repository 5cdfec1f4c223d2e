using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the transposed convolutions share.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(string name, ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(name, options, device, dtype)
    {
    }

    /// <summary>Runs the layer to one of the sizes that its stride leaves open.</summary>
    /// <param name="input">(N, C, ...) or (C, ...).</param>
    /// <param name="output_size">The spatial sizes, or the whole shape, of the output.</param>
    /// <exception cref="ArgumentException">The layer cannot produce that size from this input.</exception>
    /// <exception cref="UserErrorException">The output padding that the size asks for is not less than stride or dilation.</exception>
    public Tensor forward(Tensor input, long[] output_size)
    {
        Settle(input);
        var dimensions = Options.KernelSize.Length;
        var wanted = output_size.AsSpan(Math.Max(0, output_size.Length - dimensions));
        var sizes = input.shape.AsSpan((int)input.dim() - dimensions);
        var extra = new long[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            var least = ((sizes[i] - 1) * Options.Stride[i]) - (2 * Options.Padding[i]) + (Options.Dilation[i] * (Options.KernelSize[i] - 1)) + 1;
            extra[i] = wanted.Length == dimensions ? wanted[i] - least : -1;
            if (extra[i] < 0 || extra[i] >= Options.Stride[i])
            {
                throw new ArgumentException(
                    $"{GetName()}: an input of ({string.Join(", ", input.shape)}) gives {least} to {least + Options.Stride[i] - 1} in dimension {i}, not ({string.Join(", ", output_size)}).", nameof(output_size));
            }
        }

        return Convolve(input, extra);
    }

    private protected override Tensor Run(Tensor input) => Convolve(input, Options.OutputPadding);

    private protected abstract Tensor Convolve(Tensor input, long[] outputPadding);
}
