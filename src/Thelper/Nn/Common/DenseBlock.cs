using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>A linear layer with normalisation and activation, on vectors (batch, features). Keys <c>fc.*</c>, <c>bn.*</c>, <c>act.*</c>.</summary>
[TypeName("thelper.nn.common.DenseBlock")]
public sealed class DenseBlock : NormalisedBlock
{
    /// <summary>Builds the brick.</summary>
    /// <param name="inputSize">Features of the input.</param>
    /// <param name="outputSize">Features of the output.</param>
    /// <param name="bias">Whether the layer has a bias.</param>
    /// <param name="activation"><c>relu</c>, <c>prelu</c>, <c>lrelu</c> (slope 0.2), <c>tanh</c>, <c>sigmoid</c>, or null.</param>
    /// <param name="norm"><c>batch</c>, <c>instance</c>, or null.</param>
    /// <exception cref="UserErrorException">A size is out of range, or a name is not known.</exception>
    public DenseBlock(
        int inputSize, int outputSize, bool bias = true,
        [ConfigValue(Choices = ["relu", "prelu", "lrelu", "tanh", "sigmoid"])] string? activation = "relu",
        [ConfigValue(Choices = ["batch", "instance"])] string? norm = "batch")
        : base("fc", Layer(inputSize, outputSize, bias, activation, norm), BlockParts.Norm1d(norm, outputSize), activation)
    {
    }

    private static nn.Module<Tensor, Tensor> Layer(int inputs, int outputs, bool bias, string? activation, string? norm)
    {
        BlockParts.Check(norm, activation, inputs, outputs);
        return nn.Linear(inputs, outputs, hasBias: bias);
    }
}
