using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>Two convolutions, with an activation between them, added to their input. Keys <c>conv1.*</c>, <c>conv2.*</c>, <c>bn.*</c>, <c>act.*</c>.</summary>
/// <remarks>One normalisation serves both convolutions, and nothing follows the sum: weights of existing sessions were trained that way.</remarks>
[TypeName("thelper.nn.common.ResNetBlock")]
public sealed class ResNetBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly nn.Module<Tensor, Tensor>? norm;
    private readonly nn.Module<Tensor, Tensor>? activation;

    /// <summary>Builds the brick.</summary>
    /// <param name="numFilter">Channels of input and output.</param>
    /// <param name="kernelSize">Side of the kernels.</param>
    /// <param name="stride">Stride of both convolutions; only 1 keeps the size, which the sum needs.</param>
    /// <param name="padding">Zeros at each border.</param>
    /// <param name="bias">Whether the convolutions have a bias.</param>
    /// <param name="activation"><c>relu</c>, <c>prelu</c>, <c>lrelu</c> (slope 0.2), <c>tanh</c>, <c>sigmoid</c>, or null.</param>
    /// <param name="norm"><c>batch</c>, <c>instance</c>, or null.</param>
    /// <exception cref="UserErrorException">A size is out of range, or a name is not known.</exception>
    public ResNetBlock(
        int numFilter, int kernelSize = 3, int stride = 1, int padding = 1, bool bias = true,
        [ConfigValue(Choices = ["relu", "prelu", "lrelu", "tanh", "sigmoid"])] string? activation = "relu",
        [ConfigValue(Choices = ["batch", "instance"])] string? norm = "batch")
    {
        BlockParts.Check(norm, activation, numFilter, numFilter);
        conv1 = nn.Conv2d(numFilter, numFilter, kernelSize, stride: stride, padding: padding, bias: bias);
        conv2 = nn.Conv2d(numFilter, numFilter, kernelSize, stride: stride, padding: padding, bias: bias);
        this.norm = BlockParts.Norm2d(norm, numFilter);
        this.activation = BlockParts.Activation(activation);
        BlockParts.Register(this, ("conv1", conv1), ("conv2", conv2), ("bn", this.norm), ("act", this.activation));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Normalised(conv1.call(input));
        x = Normalised(conv2.call(activation?.call(x) ?? x));
        return (x + input).MoveToOuterDisposeScope();
    }

    private Tensor Normalised(Tensor map) => norm?.call(map) ?? map;
}
