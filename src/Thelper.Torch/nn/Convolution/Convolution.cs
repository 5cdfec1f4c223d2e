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

        weight = options.Open ? Lazy.Parameter(device, dtype) : new Parameter(empty(options.WeightShape, dtype: dtype, device: device));
        bias = !options.Bias ? null : options.Open ? Lazy.Parameter(device, dtype) : new Parameter(empty([options.OutChannels], dtype: dtype, device: device));
        reset_parameters();
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
    }

    /// <summary>The kernel: (out, in / groups, sizes...); for a transposed convolution (in, out / groups, sizes...).</summary>
    public Parameter weight { get; set => SetParameter(ref field, value, nameof(weight)); }

    /// <summary>The bias (out), if there is one.</summary>
    public Parameter? bias { get; set => SetParameter(ref field, value, nameof(bias)); }

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

    /// <summary>Distances of the kernel's elements.</summary>
    public IReadOnlyList<long> dilation => Options.Dilation;

    /// <summary>What is added at every side.</summary>
    public IReadOnlyList<long> padding => Options.Padding;

    /// <summary>The rule by which elements are added at the sides; null where <see cref="padding"/> says how many.</summary>
    public Padding? padding_rule => Options.Rule;

    /// <summary>What is added at one side of a transposed convolution's result.</summary>
    public IReadOnlyList<long> output_padding => Options.OutputPadding;

    /// <summary>What the border is padded with.</summary>
    public PaddingModes padding_mode => Options.PaddingMode;

    /// <summary>Whether the convolution is transposed.</summary>
    public bool transposed => Options.Transposed;

    private protected ConvolutionOptions Options { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The layer is lazy, and its first input has another number of dimensions.</exception>
    /// <exception cref="UserErrorException">The layer is lazy, and the channels of its first input are not divisible by the groups.</exception>
    public override Tensor forward(Tensor input)
    {
        Settle(input);
        return Run(input);
    }

    /// <summary>Draws the weight and the bias anew.</summary>
    public void reset_parameters()
    {
        if (Options.Open)
        {
            return;
        }

        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is not null && nn.init.Fans(weight).FanIn is > 0 and var inputs)
        {
            var bound = 1 / Math.Sqrt(inputs);
            nn.init.uniform_(bias, -bound, bound);
        }
    }

    /// <inheritdoc/>
    protected override string ExtraRepr() => Options.ToString();

    /// <summary>Decides the channels, if they are open, and draws the parameters.</summary>
    private protected void Settle(Tensor input)
    {
        if (!Options.Open)
        {
            return;
        }

        var spatial = Options.KernelSize.Length;
        if (input.dim() != spatial + 1 && input.dim() != spatial + 2)
        {
            throw new ArgumentException($"{GetName()} takes {spatial + 1} or {spatial + 2} dimensions, not ({string.Join(", ", input.shape)}).", nameof(input));
        }

        var settled = Options with { InChannels = input.shape[^(spatial + 1)], Open = false };
        settled.Check(GetName());
        Settle(settled);
    }

    private protected override LoadedSizes? SizesFrom(Func<string, long[]?> loaded)
    {
        if (!Options.Open || loaded(nameof(weight)) is not { } shape || shape.Length != Options.KernelSize.Length + 2)
        {
            return null;
        }

        var settled = Options with { InChannels = Options.Transposed ? shape[0] : shape[1] * Options.Groups, Open = false };
        settled.Check(GetName());
        var shapes = new Dictionary<string, long[]> { [nameof(weight)] = settled.WeightShape };
        if (bias is not null)
        {
            shapes[nameof(bias)] = [settled.OutChannels];
        }

        return new LoadedSizes(shapes, () => Settle(settled));
    }

    private void Settle(ConvolutionOptions settled)
    {
        if (!Options.Open)
        {
            return;
        }

        Options = settled;
        Lazy.Materialize(weight, settled.WeightShape);
        Lazy.Materialize(bias, settled.OutChannels);
        reset_parameters();
    }

    /// <summary>A layer of the same geometry with other parameters, which become its own.</summary>
    internal Convolution With(Parameter newWeight, Parameter newBias)
    {
        var copy = nn.init.Skip(() => Like(Options with { Bias = true }, newWeight.device, newWeight.dtype));
        copy.weight.Dispose();
        copy.bias!.Dispose();
        (copy.weight, copy.bias) = (newWeight, newBias);
        copy.train(training);
        return copy;
    }

    /// <summary>Notes another number of input channels; the kernel follows.</summary>
    private protected void SetInput(long channels) => Options = Options with { InChannels = channels };

    /// <summary>Runs the operator.</summary>
    private protected abstract Tensor Run(Tensor input);

    /// <summary>A layer of the same class.</summary>
    private protected abstract Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype);

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
