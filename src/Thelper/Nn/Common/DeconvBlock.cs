using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>A transposed convolution with normalisation and activation. Keys <c>deconv.*</c>, <c>bn.*</c>, <c>act.*</c>.</summary>
[TypeName("thelper.nn.common.DeconvBlock")]
public sealed class DeconvBlock : NormalisedBlock
{
    /// <summary>Builds the brick; by default it doubles the resolution.</summary>
    /// <param name="inputSize">Channels of the input.</param>
    /// <param name="outputSize">Channels of the output.</param>
    /// <param name="kernelSize">Side of the kernel.</param>
    /// <param name="stride">Factor of the resolution.</param>
    /// <param name="padding">Pixels cut from each border of the output.</param>
    /// <param name="bias">Whether the convolution has a bias.</param>
    /// <param name="activation"><c>relu</c>, <c>prelu</c>, <c>lrelu</c> (slope 0.2), <c>tanh</c>, <c>sigmoid</c>, or null.</param>
    /// <param name="norm"><c>batch</c>, <c>instance</c>, or null.</param>
    /// <exception cref="UserErrorException">A size is out of range, or a name is not known.</exception>
    public DeconvBlock(
        int inputSize, int outputSize, int kernelSize = 4, int stride = 2, int padding = 1, bool bias = true,
        [ConfigValue(Choices = ["relu", "prelu", "lrelu", "tanh", "sigmoid"])] string? activation = "relu",
        [ConfigValue(Choices = ["batch", "instance"])] string? norm = "batch")
        : base("deconv", Layer(inputSize, outputSize, kernelSize, stride, padding, bias, activation, norm), BlockParts.Norm2d(norm, outputSize), activation)
    {
    }

    private static nn.Module<Tensor, Tensor> Layer(int inputs, int outputs, int kernel, int stride, int padding, bool bias, string? activation, string? norm)
    {
        BlockParts.Check(norm, activation, inputs, outputs);
        return nn.ConvTranspose2d(inputs, outputs, kernel, stride: stride, padding: padding, bias: bias);
    }
}
