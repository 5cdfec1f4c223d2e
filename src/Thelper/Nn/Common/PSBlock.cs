using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>A convolution whose channels are rearranged into a larger map, with normalisation and activation. Keys <c>conv.*</c>, <c>bn.*</c>, <c>act.*</c>.</summary>
/// <remarks>Shi and others: "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network", arXiv:1609.05158.</remarks>
[TypeName("thelper.nn.common.PSBlock")]
public sealed class PSBlock : NormalisedBlock
{
    /// <summary>Builds the brick.</summary>
    /// <param name="inputSize">Channels of the input.</param>
    /// <param name="outputSize">Channels of the output.</param>
    /// <param name="scaleFactor">Factor of the resolution.</param>
    /// <param name="kernelSize">Side of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zeros at each border.</param>
    /// <param name="bias">Whether the convolution has a bias.</param>
    /// <param name="activation"><c>relu</c>, <c>prelu</c>, <c>lrelu</c> (slope 0.2), <c>tanh</c>, <c>sigmoid</c>, or null.</param>
    /// <param name="norm"><c>batch</c>, <c>instance</c>, or null.</param>
    /// <exception cref="UserErrorException">A size is out of range, or a name is not known.</exception>
    public PSBlock(
        int inputSize, int outputSize, [ConfigValue(Min = 1)] int scaleFactor, int kernelSize = 3, int stride = 1, int padding = 1, bool bias = true,
        [ConfigValue(Choices = ["relu", "prelu", "lrelu", "tanh", "sigmoid"])] string? activation = "relu",
        [ConfigValue(Choices = ["batch", "instance"])] string? norm = "batch")
        : base(
            "conv", Layer(inputSize, outputSize, scaleFactor, kernelSize, stride, padding, bias, activation, norm), BlockParts.Norm2d(norm, outputSize), activation,
            nn.PixelShuffle(scaleFactor))
    {
    }

    private static nn.Module<Tensor, Tensor> Layer(int inputs, int outputs, int scale, int kernel, int stride, int padding, bool bias, string? activation, string? norm)
    {
        BlockParts.Check(norm, activation, inputs, outputs);
        return scale < 1
            ? throw new UserErrorException($"scale_factor: {scale} is no factor (at least 1)")
            : nn.Conv2d(inputs, outputs * scale * scale, kernel, stride: stride, padding: padding, bias: bias);
    }
}
