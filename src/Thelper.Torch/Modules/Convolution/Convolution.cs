using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What all convolutions share: the kernel, its initial values, its geometry, its text.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private static readonly PaddingModes[] Known = [PaddingModes.Zeros, PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular];

    /// <summary>Creates the layer and draws its weight (Kaiming uniform, a = sqrt 5), then its bias (uniform within 1 / sqrt(inputs)).</summary>
    private protected Convolution(string name, ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(name)
    {
        Options = options;
        options.Check(name);
        if (!Known.Contains(options.PaddingMode))
        {
            throw new UserErrorException($"{name}: padding_mode is zeros, reflect, replicate or circular, not {options.PaddingMode}.");
        }

        long[] channels = options.Transposed
            ? [options.InChannels, options.OutChannels / options.Groups]
            : [options.OutChannels, options.InChannels / options.Groups];
        weight = new Parameter(empty([.. channels, .. options.KernelSize], dtype: dtype, device: device));
        bias = options.Bias ? new Parameter(empty([options.OutChannels], dtype: dtype, device: device)) : null;
        reset_parameters();
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
    }

    /// <summary>The kernel: (out, in / groups, sizes...); for a transposed convolution (in, out / groups, sizes...).</summary>
    public Parameter weight { get; }

    /// <summary>The bias (out), if there is one.</summary>
    public Parameter? bias { get; }

    /// <summary>Channels of the input.</summary>
    public long in_channels => Options.InChannels;

    /// <summary>Channels of the output.</summary>
    public long out_channels => Options.OutChannels;

    /// <summary>Sizes of the kernel.</summary>
    public IReadOnlyList<long> kernel_size => Options.KernelSize;

    /// <summary>Steps of the kernel.</summary>
    public IReadOnlyList<long> stride => Options.Stride;

    /// <summary>Blocks of channels that do not see each other.</summary>
    public long groups => Options.Groups;

    private protected ConvolutionOptions Options { get; }

    /// <summary>Draws the weight and the bias anew.</summary>
    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is not null && nn.init.Fans(weight).FanIn is > 0 and var inputs)
        {
            var bound = 1 / Math.Sqrt(inputs);
            nn.init.uniform_(bias, -bound, bound);
        }
    }

    /// <inheritdoc/>
    protected override string ExtraRepr() => Options.ToString();

    /// <summary>Pads the border as the padding mode says and hands on, or hands on with the padding that the operator itself adds.</summary>
    private protected Tensor Padded(Tensor input, Func<Tensor, long[], Tensor> convolve)
    {
        if (Options.PaddingMode == PaddingModes.Zeros)
        {
            return convolve(input, Options.Padding);
        }

        using var padded = nn.functional.pad(input, Options.BorderPadding(), Options.PaddingMode);
        return convolve(padded, new long[Options.Padding.Length]);
    }
}
