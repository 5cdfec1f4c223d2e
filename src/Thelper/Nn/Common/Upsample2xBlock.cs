using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>Doubles the resolution in one of three ways, with normalisation and activation. Keys <c>upsample.*</c>.</summary>
[TypeName("thelper.nn.common.Upsample2xBlock")]
public sealed class Upsample2xBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> upsample;

    /// <summary>Builds the brick.</summary>
    /// <param name="inputSize">Channels of the input.</param>
    /// <param name="outputSize">Channels of the output.</param>
    /// <param name="bias">Whether the convolution has a bias.</param>
    /// <param name="upsample"><c>deconv</c>: a <see cref="DeconvBlock"/>; <c>ps</c>: a <see cref="PSBlock"/>; <c>rnc</c>: every pixel four times, then a 3x3 <see cref="ConvBlock"/>.</param>
    /// <param name="activation"><c>relu</c>, <c>prelu</c>, <c>lrelu</c> (slope 0.2), <c>tanh</c>, <c>sigmoid</c>, or null.</param>
    /// <param name="norm"><c>batch</c>, <c>instance</c>, or null.</param>
    /// <exception cref="UserErrorException">A size is out of range, or a name is not known.</exception>
    public Upsample2xBlock(
        int inputSize, int outputSize, bool bias = true,
        [ConfigValue(Choices = ["deconv", "ps", "rnc"])] string upsample = "deconv",
        [ConfigValue(Choices = ["relu", "prelu", "lrelu", "tanh", "sigmoid"])] string? activation = "relu",
        [ConfigValue(Choices = ["batch", "instance"])] string? norm = "batch")
    {
        this.upsample = upsample switch
        {
            "deconv" => new DeconvBlock(inputSize, outputSize, bias: bias, activation: activation, norm: norm),
            "ps" => new PSBlock(inputSize, outputSize, 2, bias: bias, activation: activation, norm: norm),
            "rnc" => nn.Sequential(
                nn.Upsample(scale_factor: [2], mode: UpsampleMode.Nearest),
                new ConvBlock(inputSize, outputSize, 3, 1, 1, bias: bias, activation: activation, norm: norm)),
            _ => throw new UserErrorException($"upsample: '{upsample}' is not known (known: deconv, ps, rnc)"),
        };
        register_module("upsample", this.upsample);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => upsample.call(input);
}
