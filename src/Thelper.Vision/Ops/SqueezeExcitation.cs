using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Weighs channels by what the whole map shows (arXiv:1709.01507, figure 1).</summary>
public sealed class SqueezeExcitation : nn.Module<Tensor, Tensor>
{
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Conv2d fc1;
    private readonly Conv2d fc2;
    private readonly nn.Module<Tensor, Tensor> activation;
    private readonly nn.Module<Tensor, Tensor> scale_activation;

    /// <summary>Builds the block.</summary>
    /// <param name="inputChannels">Channels.</param>
    /// <param name="squeezeChannels">Channels of the layer between.</param>
    /// <param name="activation">Activation of the layer between; ReLU unless given.</param>
    /// <param name="scaleActivation">Activation that makes the weights; the sigmoid unless given.</param>
    public SqueezeExcitation(
        int inputChannels,
        int squeezeChannels,
        Func<nn.Module<Tensor, Tensor>>? activation = null,
        Func<nn.Module<Tensor, Tensor>>? scaleActivation = null)
    {
        avgpool = nn.AdaptiveAvgPool2d(1);
        fc1 = nn.Conv2d(inputChannels, squeezeChannels, 1);
        fc2 = nn.Conv2d(squeezeChannels, inputChannels, 1);
        this.activation = activation?.Invoke() ?? nn.ReLU();
        scale_activation = scaleActivation?.Invoke() ?? nn.Sigmoid();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var scale = scale_activation.call(fc2.call(activation.call(fc1.call(avgpool.call(input)))));
        return (scale * input).MoveToOuterDisposeScope();
    }
}
